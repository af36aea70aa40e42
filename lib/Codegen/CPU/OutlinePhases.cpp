//===----------------------------------------------------------------------===//
//
// Part of the Penstock project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "penstock/Codegen/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace penstock::cpu {
#define GEN_PASS_DEF_OUTLINEPHASESPASS
#include "penstock/Codegen/CPU/Passes.h.inc"
} // namespace penstock::cpu

using namespace mlir;
using namespace penstock;

/// Bytes of stack that one task may use for buffers.
static constexpr int64_t kMaxStack = 64 * 1024;

namespace {
/// Tasks that may run in any order: the iterations of a loop, or, without a
/// loop, one task of several ops.
struct Phase {
  scf::ForallOp loop;
  SmallVector<Operation *> ops;
};

/// What a phase reads and writes of the kernel: arguments, buffers of the
/// workspace, and constants.
using Touched = llvm::SetVector<Value>;

/// The different bodies of phases: equal layers of a model have equal ones,
/// which are compiled once.
class Bodies {
public:
  /// The body that `created` is to be; `created` is erased if it is a known
  /// one.
  func::FuncOp share(func::FuncOp created) {
    llvm::hash_code hash = hash_value(created.getFunctionType());
    created.getBody().walk([&](Operation *op) {
      hash = llvm::hash_combine(hash,
                                OperationEquivalence::computeHash(
                                    op, OperationEquivalence::ignoreHashValue,
                                    OperationEquivalence::ignoreHashValue,
                                    OperationEquivalence::IgnoreLocations));
    });
    SmallVector<func::FuncOp> &known = byHash[hash];
    for (func::FuncOp other : known) {
      if (other.getFunctionType() != created.getFunctionType() ||
          !OperationEquivalence::isRegionEquivalentTo(
              &other.getBody(), &created.getBody(),
              OperationEquivalence::IgnoreLocations))
        continue;
      created.erase();
      return other;
    }
    known.push_back(created);
    return created;
  }

private:
  llvm::DenseMap<size_t, SmallVector<func::FuncOp>> byHash;
};

/// Splits one kernel.
class Outliner {
public:
  Outliner(func::FuncOp function, Bodies &bodies)
      : function(function), bodies(bodies), b(function.getContext()),
        description(
            function->getAttrOfType<DictionaryAttr>("penstock.kernel")) {
    for (auto symbol :
         description.getAs<ArrayAttr>("symbols").getAsRange<StringAttr>())
      symbols.push_back(symbol.getValue());
    // The symbolic shape of each buffer argument; parts of an encoded weight
    // are static.
    for (auto argument : description.getAs<ArrayAttr>("arguments")
                             .getAsRange<DictionaryAttr>()) {
      auto parts = argument.getAs<DenseI64ArrayAttr>("parts");
      if (parts)
        shapes.append(parts.size() - 1, ArrayAttr());
      else
        shapes.push_back(argument.getAs<ArrayAttr>("shape"));
      owners.append(parts ? parts.size() - 1 : 1,
                    owners.empty() ? 0 : owners.back() + 1);
    }
  }

  /// Writes the functions of the phases and returns the full description.
  FailureOr<DictionaryAttr> outline() {
    if (failed(split()))
      return failure();
    b.setInsertionPointAfter(function);
    SmallVector<SmallVector<int64_t>> touched(
        owners.empty() ? 0 : owners.back() + 1);
    for (auto [p, phase] : llvm::enumerate(phases)) {
      Touched own = getTouched(phase);
      for (Value value : own)
        if (auto argument = dyn_cast<BlockArgument>(value))
          touched[owners[argument.getArgNumber()]].push_back(p);
      func::FuncOp body = emitBody(phase, own, p);
      expandCopies(body);
      if (failed(moveBuffersToStack(body)))
        return failure();
      emitFlat(own, bodies.share(body), p);
      emitTasks(phase, p);
    }
    emitWorkspace();
    NamedAttrList list(description);
    SmallVector<Attribute> arguments(
        description.getAs<ArrayAttr>("arguments").getValue());
    for (auto [argument, numbers] : llvm::zip(arguments, touched)) {
      NamedAttrList attrs(cast<DictionaryAttr>(argument));
      numbers.erase(llvm::unique(numbers), numbers.end());
      attrs.set("phases", b.getDenseI64ArrayAttr(numbers));
      argument = attrs.getDictionary(b.getContext());
    }
    list.set("arguments", b.getArrayAttr(arguments));
    list.set("phases", b.getI64IntegerAttr(phases.size()));
    list.set("intermediates", b.getArrayAttr(intermediates));
    list.set("stack", b.getI64IntegerAttr(stack));
    return list.getDictionary(b.getContext());
  }

private:
  /// A loop around phases has the buffers outside that a stack has no room for.
  void hoistBuffers() {
    function.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (isa<scf::ForallOp>(op))
        return WalkResult::skip();
      auto alloc = dyn_cast<memref::AllocOp>(op);
      auto loop = op->getParentOfType<scf::ForOp>();
      if (!alloc || !loop || alloc.getType().hasStaticShape())
        return WalkResult::advance();
      while (auto outer = loop->getParentOfType<scf::ForOp>())
        loop = outer;
      if (llvm::all_of(op->getOperands(), [&](Value size) {
            return loop.isDefinedOutsideOfLoop(size);
          }))
        op->moveBefore(loop);
      return WalkResult::skip();
    });
  }

  /// Sorts the ops of the body into phases, buffers, and the pure ops that
  /// every phase computes again for itself.
  LogicalResult split() {
    hoistBuffers();
    for (Operation &op : function.getBody().front().without_terminator()) {
      if (auto alloc = dyn_cast<memref::AllocOp>(op)) {
        buffers.push_back(alloc);
        continue;
      }
      if (isa<memref::DeallocOp>(op))
        continue;
      if (isPure(&op) || isa<memref::GetGlobalOp>(op))
        continue;
      if (auto loop = dyn_cast<scf::ForallOp>(op)) {
        if (loop.getNumResults())
          return loop.emitError("expected a bufferized loop");
        phases.push_back({loop, {}});
        continue;
      }
      if (phases.empty() || phases.back().loop)
        phases.push_back({});
      phases.back().ops.push_back(&op);
    }
    return success();
  }

  /// Copies of what is not contiguous would be calls of MLIR's runtime.
  void expandCopies(func::FuncOp body) {
    OpBuilder::InsertionGuard guard(b);
    body.walk([&](memref::CopyOp copy) {
      auto isContiguous = [](Value value) {
        return cast<MemRefType>(value.getType()).getLayout().isIdentity();
      };
      if (isContiguous(copy.getSource()) && isContiguous(copy.getTarget()))
        return;
      b.setInsertionPoint(copy);
      linalg::makeMemRefCopyOp(b, copy.getLoc(), copy.getSource(),
                               copy.getTarget());
      copy.erase();
    });
  }

  /// Small buffers of a task live on its stack; others it cannot have. Ops of
  /// the phase that follow each other share theirs.
  LogicalResult moveBuffersToStack(func::FuncOp body) {
    OpBuilder::InsertionGuard guard(b);
    body.walk([](memref::DeallocOp op) { op.erase(); });
    Block &block = body.getBody().front();
    llvm::MapVector<MemRefType, SmallVector<Value>> moved;
    llvm::DenseMap<std::pair<Operation *, Type>, size_t> used;
    int64_t bytes = 0;
    WalkResult walk = body.walk([&](memref::AllocOp alloc) {
      MemRefType type = alloc.getType();
      SmallVector<Value> &buffers = moved[type];
      size_t &number = used[{block.findAncestorOpInBlock(*alloc), type}];
      bool isNew = number == buffers.size();
      if (isNew && type.hasStaticShape())
        bytes += llvm::alignTo(
            type.getNumElements() *
                llvm::divideCeil(type.getElementTypeBitWidth(), 8),
            64);
      if (!type.hasStaticShape() || bytes > kMaxStack) {
        alloc.emitError("a task needs a buffer of ")
            << type << ", which is more than the " << kMaxStack
            << " bytes of stack that a kernel has";
        return WalkResult::interrupt();
      }
      if (isNew) {
        b.setInsertionPointToStart(&block);
        buffers.push_back(memref::AllocaOp::create(b, alloc.getLoc(), type,
                                                   b.getI64IntegerAttr(64)));
      }
      alloc.replaceAllUsesWith(buffers[number++]);
      alloc.erase();
      return WalkResult::advance();
    });
    stack = std::max(stack, bytes);
    return failure(walk.wasInterrupted());
  }

  static SmallVector<Operation *> getOps(const Phase &phase) {
    return phase.loop ? SmallVector<Operation *>{phase.loop} : phase.ops;
  }

  Touched getTouched(const Phase &phase) {
    Touched touched;
    llvm::SetVector<Value> work;
    auto add = [&](Operation *root) {
      root->walk([&](Operation *op) {
        for (Value operand : op->getOperands())
          work.insert(operand);
      });
    };
    for (Operation *op : getOps(phase))
      add(op);
    for (size_t i = 0; i < work.size(); ++i) {
      if (auto argument = dyn_cast<BlockArgument>(work[i])) {
        if (argument.getOwner() == &function.getBody().front())
          touched.insert(argument);
      } else if (Operation *op = work[i].getDefiningOp();
                 op->getBlock() == &function.getBody().front() &&
                 !isa<memref::DimOp>(op)) {
        if (isa<memref::AllocOp, memref::GetGlobalOp>(op))
          touched.insert(work[i]);
        add(op);
      }
    }
    return touched;
  }

  /// Brings what `op` uses of the function into a new one.
  class Copier {
  public:
    Copier(Outliner &outliner, OpBuilder &b, ValueRange symbolValues)
        : outliner(outliner), b(b), symbolValues(symbolValues) {}

    Value get(Value value) {
      if (Value known = mapping.lookupOrNull(value))
        return known;
      Operation *op = value.getDefiningOp();
      if (!op || op->getBlock() != &outliner.function.getBody().front())
        return value; // Of a region that is being copied.
      if (Value size = getArgumentSize(op)) {
        mapping.map(value, size);
        return size;
      }
      copy(op);
      return mapping.lookup(value);
    }

    void copy(Operation *op) {
      bringOperands(op);
      b.clone(*op, mapping);
    }

    void bringOperands(Operation *root) {
      root->walk([&](Operation *op) {
        for (Value operand : op->getOperands()) {
          Operation *source = operand.getDefiningOp();
          if (source &&
              source->getBlock() == &outliner.function.getBody().front())
            get(operand);
        }
      });
    }

    /// A symbol's value, as an index.
    Value getSymbol(StringRef name) {
      size_t i = llvm::find(outliner.symbols, name) - outliner.symbols.begin();
      return arith::IndexCastOp::create(b, outliner.function.getLoc(),
                                        b.getIndexType(), symbolValues[i]);
    }

    IRMapping mapping;

  private:
    /// The size of an argument is a symbol.
    Value getArgumentSize(Operation *op) {
      auto dim = dyn_cast<memref::DimOp>(op);
      auto argument =
          dim ? dyn_cast<BlockArgument>(dim.getSource()) : BlockArgument();
      std::optional<int64_t> index =
          dim ? dim.getConstantIndex() : std::nullopt;
      if (!argument || !index)
        return {};
      ArrayAttr shape = outliner.shapes[argument.getArgNumber()];
      return getSymbol(cast<StringAttr>(shape[*index]).getValue());
    }

  public:
    /// Bytes of a buffer, rounded up to 64.
    Value getBytes(memref::AllocOp alloc) {
      Location loc = alloc.getLoc();
      MemRefType type = alloc.getType();
      int64_t known = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
      for (int64_t size : type.getShape())
        known *= ShapedType::isDynamic(size) ? 1 : size;
      Value bytes = arith::ConstantIndexOp::create(b, loc, known);
      for (Value size : alloc.getDynamicSizes())
        bytes = arith::MulIOp::create(b, loc, bytes, get(size));
      Value line = arith::ConstantIndexOp::create(b, loc, 64);
      Value lines = arith::CeilDivUIOp::create(b, loc, bytes, line);
      return arith::MulIOp::create(b, loc, lines, line);
    }

    /// Bytes of the first `count` buffers of the workspace.
    Value getOffset(size_t count) {
      Location loc = outliner.function.getLoc();
      // Those of a type and size are counted.
      SmallVector<std::pair<memref::AllocOp, int64_t>> kinds;
      for (memref::AllocOp alloc :
           ArrayRef(outliner.buffers).take_front(count)) {
        auto *kind = llvm::find_if(kinds, [&](auto &known) {
          memref::AllocOp other = known.first;
          return other.getType() == alloc.getType() &&
                 llvm::equal(other.getDynamicSizes(), alloc.getDynamicSizes());
        });
        if (kind == kinds.end())
          kinds.push_back({alloc, 1});
        else
          ++kind->second;
      }
      Value offset = arith::ConstantIndexOp::create(b, loc, 0);
      for (auto [alloc, number] : kinds) {
        Value bytes = getBytes(alloc);
        if (number > 1)
          bytes = arith::MulIOp::create(
              b, loc, bytes, arith::ConstantIndexOp::create(b, loc, number));
        offset = arith::AddIOp::create(b, loc, offset, bytes);
      }
      return offset;
    }

  private:
    Outliner &outliner;
    OpBuilder &b;
    ValueRange symbolValues;
  };

  func::FuncOp createFunction(const Twine &name, TypeRange inputs,
                              TypeRange results) {
    auto created = func::FuncOp::create(b, function.getLoc(), name.str(),
                                        b.getFunctionType(inputs, results));
    created.addEntryBlock();
    return created;
  }

  std::string getPhaseName(size_t p) {
    return (function.getName() + "_phase" + Twine(p)).str();
  }

  /// A pointer is a rank-0 buffer, which has no sizes to pass.
  static MemRefType getPointerTo(Type element) {
    return MemRefType::get({}, element);
  }

  static Type getPassed(Type type) {
    auto memref = dyn_cast<MemRefType>(type);
    return memref ? getPointerTo(memref.getElementType()) : type;
  }

  func::FuncOp createPhase(const Twine &name, ArrayRef<Type> inputs) {
    SmallVector<Type> types(inputs);
    types.append(symbols.size() + 1, b.getI64Type());
    func::FuncOp created = createFunction(name, types, {});
    DictionaryAttr none = b.getDictionaryAttr({}),
                   pointer = b.getDictionaryAttr(
                       b.getNamedAttr("llvm.noalias", b.getUnitAttr()));
    created.setAllArgAttrs(llvm::map_to_vector(types, [&](Type type) {
      return isa<MemRefType>(type) ? pointer : none;
    }));
    return created;
  }

  /// The buffer that `value` of the kernel is, from where it begins.
  Value createWhole(Copier &copier, Value pointer, Value value) {
    Location loc = function.getLoc();
    auto type = cast<MemRefType>(value.getType());
    auto alloc = value.getDefiningOp<memref::AllocOp>();
    SmallVector<OpFoldResult> sizes, strides;
    unsigned dynamic = 0;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim))
        sizes.push_back(b.getIndexAttr(type.getDimSize(dim)));
      else if (alloc)
        sizes.push_back(copier.get(alloc.getDynamicSizes()[dynamic++]));
      else
        sizes.push_back(copier.getSymbol(
            cast<StringAttr>(
                shapes[cast<BlockArgument>(value).getArgNumber()][dim])
                .getValue()));
    }
    OpFoldResult stride = b.getIndexAttr(1);
    for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
      strides.push_back(stride);
      AffineExpr x, y;
      bindDims(b.getContext(), x, y);
      stride = affine::makeComposedFoldedAffineApply(
          b, loc, AffineMap::get(2, 0, x * y), {stride, sizes[dim]});
    }
    std::reverse(strides.begin(), strides.end());
    Value whole = memref::ReinterpretCastOp::create(
        b, loc, type, pointer, b.getIndexAttr(0), sizes, strides);
    if (whole.getType() != type)
      whole = memref::CastOp::create(b, loc, type, whole);
    return whole;
  }

  /// One task of a phase, on what the phase touches.
  func::FuncOp emitBody(const Phase &phase, const Touched &touched, size_t p) {
    OpBuilder::InsertionGuard guard(b);
    SmallVector<Type> types;
    for (Value value : touched)
      types.push_back(getPassed(value.getType()));
    func::FuncOp body = createPhase(getPhaseName(p) + "_body", types);
    body.setPrivate();
    body->setAttr("passthrough", b.getStrArrayAttr({"noinline"}));
    b.setInsertionPointToStart(&body.getBody().front());
    ArrayRef<BlockArgument> arguments = body.getArguments();
    Copier copier(*this, b,
                  ValueRange(arguments.slice(types.size(), symbols.size())));
    for (auto [value, given] : llvm::zip(touched, arguments)) {
      Value whole = given;
      if (isa<MemRefType>(value.getType()))
        whole = createWhole(copier, given, value);
      copier.mapping.map(value, whole);
    }
    if (phase.loop)
      emitTask(phase.loop, copier, arguments.back());
    for (Operation *op : phase.ops)
      copier.copy(op);
    func::ReturnOp::create(b, function.getLoc());
    return body;
  }

  /// The function with all of the kernel's arguments, which calls the body.
  void emitFlat(const Touched &touched, func::FuncOp body, size_t p) {
    OpBuilder::InsertionGuard guard(b);
    Location loc = function.getLoc();
    SmallVector<Type> types =
        llvm::map_to_vector(function.getArgumentTypes(), getPassed);
    types.push_back(getPointerTo(b.getI8Type()));
    func::FuncOp flat = createPhase(getPhaseName(p) + "_flat", types);
    b.setInsertionPointToStart(&flat.getBody().front());
    ArrayRef<BlockArgument> arguments = flat.getArguments();
    Copier copier(*this, b,
                  ValueRange(arguments.slice(types.size(), symbols.size())));
    SmallVector<Value> operands;
    Value unbounded, workspace;
    for (Value value : touched) {
      if (auto argument = dyn_cast<BlockArgument>(value)) {
        operands.push_back(arguments[argument.getArgNumber()]);
        continue;
      }
      auto type = cast<MemRefType>(getPassed(value.getType()));
      auto alloc = value.getDefiningOp<memref::AllocOp>();
      if (!alloc) {
        Value constant = b.clone(*value.getDefiningOp())->getResult(0);
        operands.push_back(memref::ReinterpretCastOp::create(
            b, loc, type, constant, b.getIndexAttr(0), ArrayRef<OpFoldResult>(),
            ArrayRef<OpFoldResult>()));
        continue;
      }
      if (!workspace) {
        unbounded = arith::ConstantIndexOp::create(
            b, loc, std::numeric_limits<int64_t>::max());
        workspace = memref::ReinterpretCastOp::create(
            b, loc, MemRefType::get({ShapedType::kDynamic}, b.getI8Type()),
            arguments[types.size() - 1], b.getIndexAttr(0),
            ArrayRef<OpFoldResult>{unbounded},
            ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
      }
      Value offset =
          copier.getOffset(llvm::find(buffers, alloc) - buffers.begin());
      operands.push_back(memref::ViewOp::create(b, loc, type, workspace, offset,
                                                ValueRange()));
    }
    llvm::append_range(operands, arguments.drop_front(types.size()));
    func::CallOp::create(b, loc, body, operands);
    func::ReturnOp::create(b, loc);
  }

  /// The body of a loop at the iteration that task `number` stands for.
  void emitTask(scf::ForallOp loop, Copier &copier, Value number) {
    Location loc = loop.getLoc();
    copier.bringOperands(loop);
    Value rest = arith::IndexCastOp::create(b, loc, b.getIndexType(), number);
    auto get = [&](OpFoldResult value) -> Value {
      if (auto attr = dyn_cast<Attribute>(value))
        return arith::ConstantIndexOp::create(b, loc,
                                              cast<IntegerAttr>(attr).getInt());
      return copier.get(cast<Value>(value));
    };
    auto counts = getCounts(loop, copier);
    SmallVector<OpFoldResult> lower = loop.getMixedLowerBound(),
                              steps = loop.getMixedStep();
    for (int64_t dim = counts.size() - 1; dim >= 0; --dim) {
      Value position = rest;
      if (dim) {
        position = arith::RemUIOp::create(b, loc, rest, counts[dim]);
        rest = arith::DivUIOp::create(b, loc, rest, counts[dim]);
      }
      position = arith::MulIOp::create(b, loc, position, get(steps[dim]));
      position = arith::AddIOp::create(b, loc, position, get(lower[dim]));
      copier.mapping.map(loop.getInductionVar(dim), position);
    }
    for (Operation &op : loop.getBody()->without_terminator())
      b.clone(op, copier.mapping);
  }

  /// Number of iterations of each dimension of a loop.
  SmallVector<Value> getCounts(scf::ForallOp loop, Copier &copier) {
    Location loc = loop.getLoc();
    auto get = [&](OpFoldResult value) -> Value {
      if (auto attr = dyn_cast<Attribute>(value))
        return arith::ConstantIndexOp::create(b, loc,
                                              cast<IntegerAttr>(attr).getInt());
      return copier.get(cast<Value>(value));
    };
    SmallVector<Value> counts;
    for (auto [low, high, step] :
         llvm::zip_equal(loop.getMixedLowerBound(), loop.getMixedUpperBound(),
                         loop.getMixedStep())) {
      Value extent = arith::SubIOp::create(b, loc, get(high), get(low));
      counts.push_back(arith::CeilDivUIOp::create(b, loc, extent, get(step)));
    }
    return counts;
  }

  /// A function of the symbols that returns `body`'s value as i64.
  void emitSizeFunction(const Twine &name, function_ref<Value(Copier &)> body) {
    OpBuilder::InsertionGuard guard(b);
    SmallVector<Type> types(symbols.size(), b.getI64Type());
    func::FuncOp created = createFunction(name, types, b.getI64Type());
    b.setInsertionPointToStart(&created.getBody().front());
    Copier copier(*this, b, created.getArguments());
    Value result = arith::IndexCastOp::create(b, function.getLoc(),
                                              b.getI64Type(), body(copier));
    func::ReturnOp::create(b, function.getLoc(), result);
  }

  void emitTasks(const Phase &phase, size_t p) {
    emitSizeFunction(getPhaseName(p) + "_tasks", [&](Copier &copier) {
      Value product = arith::ConstantIndexOp::create(b, function.getLoc(), 1);
      if (phase.loop)
        for (Value count : getCounts(phase.loop, copier))
          product = arith::MulIOp::create(b, function.getLoc(), product, count);
      return product;
    });
  }

  void emitWorkspace() {
    emitSizeFunction(
        function.getName() + "_workspace_bytes",
        [&](Copier &copier) { return copier.getOffset(buffers.size()); });
    for (auto [i, alloc] : llvm::enumerate(buffers)) {
      NamedAttrList list;
      list.set("name", b.getStringAttr("intermediate" + Twine(i)));
      std::string dtype;
      llvm::raw_string_ostream(dtype) << alloc.getType().getElementType();
      list.set("dtype", b.getStringAttr(dtype));
      SmallVector<Attribute> shape;
      unsigned dynamic = 0;
      for (int64_t size : alloc.getType().getShape()) {
        if (!ShapedType::isDynamic(size)) {
          shape.push_back(b.getI64IntegerAttr(size));
          continue;
        }
        // A size that is an argument's has its symbol.
        auto dim =
            alloc.getDynamicSizes()[dynamic++].getDefiningOp<memref::DimOp>();
        auto argument =
            dim ? dyn_cast<BlockArgument>(dim.getSource()) : BlockArgument();
        shape.push_back(
            argument && dim.getConstantIndex()
                ? shapes[argument.getArgNumber()][*dim.getConstantIndex()]
                : b.getStringAttr("?"));
      }
      list.set("shape", b.getArrayAttr(shape));
      intermediates.push_back(list.getDictionary(b.getContext()));
    }
  }

  func::FuncOp function;
  Bodies &bodies;
  OpBuilder b;
  DictionaryAttr description;
  SmallVector<StringRef> symbols;
  SmallVector<ArrayAttr> shapes;
  /// The described argument that each argument of the function is part of.
  SmallVector<unsigned> owners;
  SmallVector<Phase> phases;
  SmallVector<memref::AllocOp> buffers;
  SmallVector<Attribute> intermediates;
  int64_t stack = 0;
};

struct OutlinePhases : cpu::impl::OutlinePhasesPassBase<OutlinePhases> {
  void runOnOperation() override {
    SmallVector<Attribute> kernels;
    SmallVector<func::FuncOp> functions;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr("penstock.kernel"))
        functions.push_back(function);
    Bodies bodies;
    for (func::FuncOp function : functions) {
      FailureOr<DictionaryAttr> description =
          Outliner(function, bodies).outline();
      if (failed(description))
        return signalPassFailure();
      kernels.push_back(*description);
      function.erase();
    }
    getOperation()->setAttr("penstock.kernels",
                            ArrayAttr::get(&getContext(), kernels));
  }
};
} // namespace
