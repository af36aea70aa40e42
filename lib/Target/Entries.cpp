//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Entries of one kernel K:
//
//   K_check(args)       may the kernel run with these arguments, on this CPU
//   K_run(args, pf, h)  check, then the phases one after another
//   K_rerun(…)          the same without asking for the CPU again
//   K(…), K_parallel(…) K_run with flat arguments
//   K_phase_count(p, …), K_phase<p>(args, i), K_phase<p>_flat(…, i)
//   K_workspace(…), K_error(code), K_abi_version()
//   K_encode_<w>(source, encoded), K_encoded_size_<w>()
//
//===----------------------------------------------------------------------===//

#include "penstock/Target/Entries.h"
#include "penstock/Target/TargetInfo.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace penstock;

static Error error(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

namespace {

/// Builds the entries of one kernel.
class EntryBuilder {
public:
  EntryBuilder(Module &module, const KernelDescription &kernel,
               const TargetInfo &target, Threads threads,
               Function *hasFeatures);

  /// Finds the functions that the pipeline made, and checks their types.
  Error findParts();
  /// Entries of a kernel.
  Error addEntries(ArrayRef<KernelDescription> kernels);

private:
  Type *getArgumentType(const ArgumentDescription &argument);
  Function *create(const Twine &suffix, Type *result, ArrayRef<Type *> types,
                   bool exported = true);
  Value *loadField(Value *args, unsigned index);
  SmallVector<Value *> loadSymbols(Value *args);
  /// Goes to a new block that returns `result` if the condition holds.
  void returnIf(Value *condition, Value *result);
  void returnIf(Value *condition, Status status) {
    returnIf(condition, builder.getInt32(int(status)));
  }
  /// Whether a symbol is negative or too large.
  Value *areBad(ArrayRef<Value *> symbols);
  /// Whether the argument has no elements.
  Value *isEmpty(const ArgumentDescription &argument,
                 ArrayRef<Value *> symbols);
  Value *areOutputsEmpty(ArrayRef<Value *> symbols);
  Value *getBytes(const ArgumentDescription &argument,
                  ArrayRef<Value *> symbols);
  /// Emits a loop over [begin, end) around a body.
  void loop(Value *begin, Value *end, llvm::function_ref<void(Value *)> body);

  void addPhase(int64_t phase);
  void addPhaseCount();
  void addWorkspace();
  void addCheckArguments();
  void addCheck();
  void addRun();
  void addFlat(bool parallel);
  void addError();
  void addVersion();
  Function *addTeam();
  Error addEncode(const ArgumentDescription &weight,
                  const KernelDescription &encoder);

  Module &module;
  const KernelDescription &kernel;
  const TargetInfo &target;
  Threads threads;
  Function *hasFeatures;
  IRBuilder<> builder;
  Type *i32, *i64;
  PointerType *ptr;
  StructType *structType = nullptr;
  SmallVector<Function *> flat, tasks, phases;
  Function *workspaceBytes = nullptr, *phaseCount = nullptr;
  Function *workspace = nullptr, *checkArguments = nullptr, *rerun = nullptr;
  Function *run = nullptr;
};

} // namespace

EntryBuilder::EntryBuilder(Module &module, const KernelDescription &kernel,
                           const TargetInfo &target, Threads threads,
                           Function *hasFeatures)
    : module(module), kernel(kernel), target(target), threads(threads),
      hasFeatures(hasFeatures), builder(module.getContext()),
      i32(builder.getInt32Ty()), i64(builder.getInt64Ty()),
      ptr(builder.getPtrTy()) {
  SmallVector<Type *> fields;
  for (const ArgumentDescription &argument : kernel.arguments)
    fields.push_back(getArgumentType(argument));
  fields.push_back(ptr);
  fields.append(kernel.symbols.size(), i64);
  structType =
      StructType::create(module.getContext(), fields, kernel.name + "_args");
}

/// The type that C passes: half floats and booleans are integers there.
Type *EntryBuilder::getArgumentType(const ArgumentDescription &argument) {
  if (!argument.isScalar())
    return ptr;
  if (argument.dtype->name == "f32")
    return builder.getFloatTy();
  if (argument.dtype->name == "f64")
    return builder.getDoubleTy();
  return builder.getIntNTy(argument.dtype->bytes * 8);
}

Error EntryBuilder::findParts() {
  auto find = [&](const Twine &suffix, Type *result, ArrayRef<Type *> types,
                  Function *&function) -> Error {
    std::string name = (kernel.name + suffix).str();
    function = module.getFunction(name);
    if (!function || function->isDeclaration())
      return error("kernel '" + kernel.name + "' has no function '" + name +
                   "'");
    if (function->getReturnType() != result ||
        function->getFunctionType()->params() != types)
      return error("function '" + name +
                   "' does not have the type that its kernel's arguments ask "
                   "for");
    return Error::success();
  };
  SmallVector<Type *> symbols(kernel.symbols.size(), i64), types;
  auto *first = module.getFunction(kernel.name + "_phase0_flat");
  for (const ArgumentDescription &argument : kernel.arguments) {
    if (argument.isEncoded()) {
      types.append(argument.parts.size() - 1, ptr);
      continue;
    }
    // A scalar keeps its float type there.
    Type *type = getArgumentType(argument);
    if (argument.isScalar() && first && first->arg_size() > types.size())
      if (Type *given = first->getArg(types.size())->getType();
          !given->isPointerTy() &&
          given->getScalarSizeInBits() <= type->getScalarSizeInBits())
        type = given;
    types.push_back(type);
  }
  types.push_back(ptr);
  append_range(types, symbols);
  types.push_back(i64);
  flat.resize(kernel.numPhases);
  tasks.resize(kernel.numPhases);
  for (int64_t p = 0; p < kernel.numPhases; ++p) {
    std::string phase = "_phase" + std::to_string(p);
    if (Error e = find(phase + "_flat", builder.getVoidTy(), types, flat[p]))
      return e;
    if (Error e = find(phase + "_tasks", i64, symbols, tasks[p]))
      return e;
  }
  return find("_workspace_bytes", i64, symbols, workspaceBytes);
}

Function *EntryBuilder::create(const Twine &suffix, Type *result,
                               ArrayRef<Type *> types, bool exported) {
  auto *function = Function::Create(FunctionType::get(result, types, false),
                                    exported ? Function::ExternalLinkage
                                             : Function::InternalLinkage,
                                    kernel.name + suffix, module);
  setBaseline(*function, target);
  builder.SetInsertPoint(
      BasicBlock::Create(module.getContext(), "entry", function));
  return function;
}

Value *EntryBuilder::loadField(Value *args, unsigned index) {
  return builder.CreateLoad(structType->getElementType(index),
                            builder.CreateStructGEP(structType, args, index));
}

SmallVector<Value *> EntryBuilder::loadSymbols(Value *args) {
  SmallVector<Value *> symbols;
  for (unsigned i = 0; i < kernel.symbols.size(); ++i)
    symbols.push_back(loadField(args, kernel.arguments.size() + 1 + i));
  return symbols;
}

void EntryBuilder::returnIf(Value *condition, Value *result) {
  Function *function = builder.GetInsertBlock()->getParent();
  auto *yes = BasicBlock::Create(module.getContext(), "return", function);
  auto *no = BasicBlock::Create(module.getContext(), "next", function);
  builder.CreateCondBr(condition, yes, no);
  builder.SetInsertPoint(yes);
  builder.CreateRet(result);
  builder.SetInsertPoint(no);
}

Value *EntryBuilder::areBad(ArrayRef<Value *> symbols) {
  Value *bad = builder.getFalse();
  for (auto [symbol, maximum] : zip_equal(symbols, kernel.symbolMaxima))
    bad = builder.CreateOr(
        bad, builder.CreateICmpUGT(symbol, builder.getInt64(maximum)));
  return bad;
}

Value *EntryBuilder::isEmpty(const ArgumentDescription &argument,
                             ArrayRef<Value *> symbols) {
  Value *empty = builder.getFalse();
  for (Dimension dim : argument.shape)
    if (dim.symbol >= 0)
      empty =
          builder.CreateOr(empty, builder.CreateIsNull(symbols[dim.symbol]));
    else if (dim.size == 0)
      return builder.getTrue();
  return empty;
}

Value *EntryBuilder::areOutputsEmpty(ArrayRef<Value *> symbols) {
  Value *empty = builder.getTrue();
  for (const ArgumentDescription &argument : kernel.arguments)
    if (argument.role == ArgumentDescription::Role::Output)
      empty = builder.CreateAnd(empty, isEmpty(argument, symbols));
  return empty;
}

Value *EntryBuilder::getBytes(const ArgumentDescription &argument,
                              ArrayRef<Value *> symbols) {
  Value *bytes = builder.getInt64(argument.dtype->bytes);
  for (Dimension dim : argument.shape)
    bytes =
        builder.CreateMul(bytes, dim.symbol >= 0 ? symbols[dim.symbol]
                                                 : builder.getInt64(dim.size));
  return bytes;
}

void EntryBuilder::loop(Value *begin, Value *end,
                        function_ref<void(Value *)> body) {
  Function *function = builder.GetInsertBlock()->getParent();
  BasicBlock *before = builder.GetInsertBlock();
  auto *head = BasicBlock::Create(module.getContext(), "head", function);
  auto *inside = BasicBlock::Create(module.getContext(), "body", function);
  auto *after = BasicBlock::Create(module.getContext(), "after", function);
  builder.CreateBr(head);
  builder.SetInsertPoint(head);
  PHINode *i = builder.CreatePHI(i64, 2);
  i->addIncoming(begin, before);
  builder.CreateCondBr(builder.CreateICmpSLT(i, end), inside, after);
  builder.SetInsertPoint(inside);
  body(i);
  i->addIncoming(builder.CreateAdd(i, builder.getInt64(1)),
                 builder.GetInsertBlock());
  builder.CreateBr(head);
  builder.SetInsertPoint(after);
}

/// Unpacks the struct for the flat function, which becomes part of it.
void EntryBuilder::addPhase(int64_t phase) {
  Function *function =
      create("_phase" + Twine(phase), builder.getVoidTy(), {ptr, i64});
  for (StringRef attr : {"target-cpu", "target-features"})
    function->addFnAttr(flat[phase]->getFnAttribute(attr));
  Value *args = function->getArg(0);
  SmallVector<Value *> operands;
  for (auto [index, argument] : enumerate(kernel.arguments)) {
    // Models have hundreds of arguments, of which a phase reads a few.
    if (!argument.isScalar() && !is_contained(argument.phases, phase)) {
      operands.append(argument.isEncoded() ? argument.parts.size() - 1 : 1,
                      PoisonValue::get(ptr));
      continue;
    }
    Value *field = loadField(args, index);
    if (argument.isEncoded()) {
      for (int64_t offset : ArrayRef(argument.parts).drop_back())
        operands.push_back(builder.CreateConstInBoundsGEP1_64(
            builder.getInt8Ty(), field, offset));
      continue;
    }
    Type *type = flat[phase]->getArg(operands.size())->getType();
    if (type->isIntegerTy())
      field = builder.CreateTrunc(field, type);
    operands.push_back(builder.CreateBitCast(field, type));
  }
  operands.push_back(loadField(args, kernel.arguments.size()));
  append_range(operands, loadSymbols(args));
  operands.push_back(function->getArg(1));
  builder.CreateCall(flat[phase], operands)->addFnAttr(Attribute::AlwaysInline);
  builder.CreateRetVoid();
  phases.push_back(function);
}

void EntryBuilder::addPhaseCount() {
  SmallVector<Type *> types(kernel.symbols.size() + 1, i64);
  phaseCount = create("_phase_count", i64, types);
  SmallVector<Value *> symbols;
  for (Argument &argument : drop_begin(phaseCount->args()))
    symbols.push_back(&argument);
  returnIf(builder.CreateOr(areBad(symbols), areOutputsEmpty(symbols)),
           builder.getInt64(0));
  auto *none = BasicBlock::Create(module.getContext(), "none", phaseCount);
  SwitchInst *phase =
      builder.CreateSwitch(phaseCount->getArg(0), none, tasks.size());
  for (auto [p, function] : enumerate(tasks)) {
    auto *own = BasicBlock::Create(module.getContext(), "phase", phaseCount);
    phase->addCase(builder.getInt64(p), own);
    builder.SetInsertPoint(own);
    builder.CreateRet(builder.CreateCall(function, symbols));
  }
  builder.SetInsertPoint(none);
  builder.CreateRet(builder.getInt64(0));
}

void EntryBuilder::addWorkspace() {
  SmallVector<Type *> types(kernel.symbols.size(), i64);
  workspace = create("_workspace", i64, types);
  SmallVector<Value *> symbols;
  for (Argument &argument : workspace->args())
    symbols.push_back(&argument);
  returnIf(builder.CreateOr(areBad(symbols), areOutputsEmpty(symbols)),
           builder.getInt64(0));
  builder.CreateRet(builder.CreateCall(workspaceBytes, symbols));
}

/// Sizes, null pointers, alignments and overlaps, in this order.
void EntryBuilder::addCheckArguments() {
  checkArguments = create("_check_arguments", i32, {ptr}, /*exported=*/false);
  checkArguments->addFnAttr(Attribute::NoInline);
  Value *args = checkArguments->getArg(0);
  returnIf(builder.CreateIsNull(args), Status::Null);
  SmallVector<Value *> symbols = loadSymbols(args);
  returnIf(areBad(symbols), Status::Size);
  returnIf(areOutputsEmpty(symbols), Status::Ok);

  // One buffer an argument, and the workspace.
  struct Buffer {
    Value *begin, *end, *empty;
    int64_t alignment;
    bool written;
  };
  SmallVector<Buffer> buffers;
  auto add = [&](unsigned field, Value *bytes, Value *empty, int64_t alignment,
                 bool written) {
    Value *begin = builder.CreatePtrToInt(loadField(args, field), i64);
    buffers.push_back(
        {begin, builder.CreateAdd(begin, bytes), empty, alignment, written});
  };
  for (auto [index, argument] : enumerate(kernel.arguments))
    if (!argument.isScalar())
      add(index, getBytes(argument, symbols), isEmpty(argument, symbols),
          argument.alignment,
          argument.role == ArgumentDescription::Role::Output);
  Value *bytes = builder.CreateCall(workspace, symbols);
  add(kernel.arguments.size(), bytes, builder.CreateIsNull(bytes), 64, true);

  Value *null = builder.getFalse(), *misaligned = builder.getFalse();
  Value *overlap = builder.getFalse();
  for (const Buffer &buffer : buffers) {
    Value *used = builder.CreateNot(buffer.empty);
    null = builder.CreateOr(
        null, builder.CreateAnd(used, builder.CreateIsNull(buffer.begin)));
    if (buffer.alignment > 1)
      misaligned = builder.CreateOr(
          misaligned,
          builder.CreateAnd(used, builder.CreateIsNotNull(builder.CreateAnd(
                                      buffer.begin, buffer.alignment - 1))));
    for (const Buffer &other : buffers) {
      // Each pair once: the written one, and what comes before it or is read.
      if (!buffer.written || &buffer == &other ||
          (other.written && &buffer < &other))
        continue;
      Value *both = builder.CreateAnd(used, builder.CreateNot(other.empty));
      overlap = builder.CreateOr(
          overlap,
          builder.CreateAnd(
              both, builder.CreateAnd(
                        builder.CreateICmpULT(buffer.begin, other.end),
                        builder.CreateICmpULT(other.begin, buffer.end))));
    }
  }
  returnIf(null, Status::Null);
  returnIf(misaligned, Status::Align);
  returnIf(overlap, Status::Alias);
  builder.CreateRet(builder.getInt32(0));
}

/// An empty call is fine on any CPU, as it runs nothing of the kernel.
void EntryBuilder::addCheck() {
  Function *function = create("_check", i32, {ptr});
  Value *status = builder.CreateCall(checkArguments, function->getArg(0));
  returnIf(builder.CreateIsNotNull(status), status);
  if (hasFeatures) {
    returnIf(areOutputsEmpty(loadSymbols(function->getArg(0))), Status::Ok);
    returnIf(builder.CreateNot(builder.CreateCall(hasFeatures)), Status::Cpu);
  }
  builder.CreateRet(builder.getInt32(0));
}

/// One thread's share of a phase's tasks, in the same split whatever runs it:
/// `void (struct { args, task, count } *)`.
Function *EntryBuilder::addTeam() {
  IRBuilder<>::InsertPointGuard guard(builder);
  Function *team = create("_team", builder.getVoidTy(), {ptr}, false);
  auto *context = StructType::get(ptr, ptr, i64);
  auto load = [&](unsigned i) -> Value * {
    return builder.CreateLoad(
        context->getElementType(i),
        builder.CreateStructGEP(context, team->getArg(0), i));
  };
  auto ask = [&](StringRef name) {
    return builder.CreateSExt(
        builder.CreateCall(module.getOrInsertFunction(name, i32)), i64);
  };
  Value *thread = ask("omp_get_thread_num"), *size = ask("omp_get_num_threads");
  Value *args = load(0), *task = load(1), *count = load(2);
  Value *begin = builder.CreateSDiv(builder.CreateMul(count, thread), size);
  Value *end = builder.CreateSDiv(
      builder.CreateMul(count, builder.CreateAdd(thread, builder.getInt64(1))),
      size);
  auto *taskType = FunctionType::get(builder.getVoidTy(), {ptr, i64}, false);
  loop(begin, end,
       [&](Value *i) { builder.CreateCall(taskType, task, {args, i}); });
  builder.CreateRetVoid();
  return team;
}

void EntryBuilder::addRun() {
  Function *team = threads == Threads::OpenMP ? addTeam() : nullptr;
  rerun = create("_rerun", i32, {ptr, ptr, ptr});
  Value *args = rerun->getArg(0), *pf = rerun->getArg(1);
  auto *context = StructType::get(ptr, ptr, i64);
  Value *contextValue = team ? builder.CreateAlloca(context) : nullptr;
  Value *status = builder.CreateCall(checkArguments, args);
  returnIf(builder.CreateIsNotNull(status), status);
  SmallVector<Value *> symbols = loadSymbols(args);
  returnIf(areOutputsEmpty(symbols), Status::Ok);
  auto *taskFor =
      FunctionType::get(i32, {ptr, i64, ptr, ptr}, /*isVarArg=*/false);
  for (auto [p, phase] : enumerate(phases)) {
    auto block = [&](StringRef name) {
      return BasicBlock::Create(module.getContext(), name, rerun);
    };
    BasicBlock *own = block("own"), *host = block("host"), *ran = block("ran");
    Value *count = builder.CreateCall(tasks[p], symbols);
    builder.CreateCondBr(builder.CreateIsNull(pf), own, host);

    builder.SetInsertPoint(own);
    if (team) {
      Value *fields[] = {args, phase, count};
      for (auto [i, value] : enumerate(fields))
        builder.CreateStore(value,
                            builder.CreateStructGEP(context, contextValue, i));
      auto *type =
          FunctionType::get(builder.getVoidTy(), {ptr, ptr, i32, i32}, false);
      builder.CreateCall(
          module.getOrInsertFunction("GOMP_parallel", type),
          {team, contextValue, builder.getInt32(0), builder.getInt32(0)});
    } else {
      loop(builder.getInt64(0), count,
           [&](Value *i) { builder.CreateCall(phase, {args, i}); });
    }
    builder.CreateBr(ran);

    builder.SetInsertPoint(host);
    Value *failed =
        builder.CreateCall(taskFor, pf, {rerun->getArg(2), count, phase, args});
    auto *broken = block("failed");
    builder.CreateCondBr(builder.CreateIsNull(failed), ran, broken);
    builder.SetInsertPoint(broken);
    builder.CreateRet(builder.getInt32(int(Status::Host)));
    builder.SetInsertPoint(ran);
  }
  builder.CreateRet(builder.getInt32(0));

  run = create("_run", i32, {ptr, ptr, ptr});
  status = builder.CreateCall(module.getFunction(kernel.name + "_check"),
                              run->getArg(0));
  returnIf(builder.CreateIsNotNull(status), status);
  builder.CreateRet(builder.CreateCall(
      rerun, {run->getArg(0), run->getArg(1), run->getArg(2)}));
}

void EntryBuilder::addFlat(bool parallel) {
  SmallVector<Type *> types(structType->elements());
  if (parallel)
    types.append(2, ptr);
  Function *function = create(parallel ? "_parallel" : "", i32, types);
  Value *args = builder.CreateAlloca(structType);
  for (unsigned i = 0; i < structType->getNumElements(); ++i) {
    if (types[i]->isIntegerTy() && !types[i]->isIntegerTy(64))
      function->addParamAttr(i, Attribute::ZExt);
    builder.CreateStore(function->getArg(i),
                        builder.CreateStructGEP(structType, args, i));
  }
  Value *null = ConstantPointerNull::get(ptr);
  Value *pf = parallel ? function->getArg(types.size() - 2) : null;
  Value *host = parallel ? function->getArg(types.size() - 1) : null;
  builder.CreateRet(builder.CreateCall(run, {args, pf, host}));
}

/// The texts lie in one array without pointers, so nothing is relocated.
void EntryBuilder::addError() {
  constexpr unsigned width = 64;
  std::string texts;
  for (int code = 0; code <= numStatuses; ++code) {
    std::string text = getStatusText(code).str();
    text.resize(width, '\0');
    texts += text;
  }
  auto *data = ConstantDataArray::getString(module.getContext(), texts,
                                            /*AddNull=*/false);
  auto *global =
      new GlobalVariable(module, data->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, data, "penstock.errors");
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  Function *function = create("_error", ptr, {i32});
  Value *unknown = builder.getInt32(numStatuses);
  Value *code = builder.CreateBinaryIntrinsic(Intrinsic::umin,
                                              function->getArg(0), unknown);
  builder.CreateRet(
      builder.CreateInBoundsGEP(builder.getInt8Ty(), global,
                                builder.CreateMul(builder.CreateZExt(code, i64),
                                                  builder.getInt64(width))));
}

void EntryBuilder::addVersion() {
  create("_abi_version", i32, {});
  builder.CreateRet(builder.getInt32(abiVersion));
}

/// `int K_encode_<w>(const T *source, void *encoded)`: runs the encoder's
/// phases serially.
Error EntryBuilder::addEncode(const ArgumentDescription &weight,
                              const KernelDescription &encoder) {
  EntryBuilder inner(module, encoder, target, Threads::None, hasFeatures);
  if (Error e = inner.findParts())
    return e;
  unsigned numInputs = 0, numOutputs = 0;
  for (const ArgumentDescription &argument : encoder.arguments)
    ++(argument.role == ArgumentDescription::Role::Output ? numOutputs
                                                          : numInputs);
  size_t numParts = weight.parts.size() - 1;
  bool whole = numOutputs == 1 && encoder.arguments.back().isEncoded();
  if (!encoder.symbols.empty() || numInputs != 1 ||
      (!whole && numOutputs != numParts))
    return error("kernel '" + encoder.name + "' is no encoder of argument '" +
                 weight.name + "' of '" + kernel.name + "'");

  Function *function = create("_encode_" + weight.name, i32, {ptr, ptr});
  Value *source = function->getArg(0), *encoded = function->getArg(1);
  returnIf(builder.CreateOr(builder.CreateIsNull(source),
                            builder.CreateIsNull(encoded)),
           Status::Null);
  auto low = [&](Value *pointer, int64_t alignment) {
    return builder.CreateAnd(builder.CreatePtrToInt(pointer, i64),
                             alignment - 1);
  };
  const ArgumentDescription &input = encoder.arguments.front();
  returnIf(builder.CreateIsNotNull(builder.CreateOr(
               low(source, input.alignment), low(encoded, 64))),
           Status::Align);
  if (hasFeatures)
    returnIf(builder.CreateNot(builder.CreateCall(hasFeatures)), Status::Cpu);
  // Nobody gives an encoder a workspace.
  returnIf(builder.CreateIsNotNull(builder.CreateCall(inner.workspaceBytes)),
           Status::Size);
  for (auto [taskCount, task] : zip_equal(inner.tasks, inner.flat))
    loop(builder.getInt64(0), builder.CreateCall(taskCount), [&](Value *i) {
      SmallVector<Value *> operands{source};
      for (int64_t offset : ArrayRef(weight.parts).drop_back())
        operands.push_back(builder.CreateConstInBoundsGEP1_64(
            builder.getInt8Ty(), encoded, offset));
      operands.push_back(ConstantPointerNull::get(ptr));
      operands.push_back(i);
      builder.CreateCall(task, operands);
    });
  builder.CreateRet(builder.getInt32(0));
  create("_encoded_size_" + weight.name, i64, {});
  builder.CreateRet(builder.getInt64(weight.parts.back()));
  return Error::success();
}

Error EntryBuilder::addEntries(ArrayRef<KernelDescription> kernels) {
  for (int64_t p = 0; p < kernel.numPhases; ++p)
    addPhase(p);
  addPhaseCount();
  addWorkspace();
  addCheckArguments();
  addCheck();
  addRun();
  addFlat(/*parallel=*/false);
  addFlat(/*parallel=*/true);
  addError();
  addVersion();
  for (const ArgumentDescription &argument : kernel.arguments) {
    if (argument.encode.empty())
      continue;
    auto it = find_if(kernels, [&](const KernelDescription &encoder) {
      return encoder.name == argument.encode;
    });
    if (it == kernels.end())
      return error("argument '" + argument.name + "' of kernel '" +
                   kernel.name + "' names no kernel as its encoder: '" +
                   argument.encode + "'");
    if (Error e = addEncode(argument, *it))
      return e;
  }
  return Error::success();
}

Error penstock::addEntries(Module &module, ArrayRef<KernelDescription> kernels,
                           const TargetInfo &target, Threads threads) {
  const TargetDescription &description = target.getDescription();
  StringSet<> entries;
  for (const KernelDescription &kernel : kernels)
    if (!kernel.isEncoder())
      for (int64_t p = 0; p < kernel.numPhases; ++p)
        entries.insert(kernel.name + "_phase" + std::to_string(p) + "_flat");
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    if (!entries.contains(function.getName()))
      function.setLinkage(Function::InternalLinkage);
    if (!function.hasFnAttribute("target-cpu"))
      function.addFnAttr("target-cpu", description.cpu);
    if (!function.hasFnAttribute("target-features"))
      function.addFnAttr("target-features", description.features);
    function.addFnAttr(Attribute::NoUnwind);
  }
  for (GlobalVariable &global : module.globals()) {
    if (!global.isConstant())
      return error("global '" + global.getName() +
                   "' is not constant; a kernel keeps no state");
    if (!global.isDeclaration())
      global.setLinkage(GlobalValue::InternalLinkage);
  }
  Function *hasFeatures = addCpuCheck(module, target);
  for (const KernelDescription &kernel : kernels) {
    if (kernel.isEncoder())
      continue;
    EntryBuilder builder(module, kernel, target, threads, hasFeatures);
    if (Error e = builder.findParts())
      return e;
    if (Error e = builder.addEntries(kernels))
      return e;
  }
  return Error::success();
}
