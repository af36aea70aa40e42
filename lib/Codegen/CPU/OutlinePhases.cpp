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

/// Splits one kernel.
class Outliner {
public:
  explicit Outliner(func::FuncOp function)
      : function(function), b(function.getContext()),
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
      for (unsigned argument : getTouched(phase))
        touched[owners[argument]].push_back(p);
      func::FuncOp flat = emitPhase(phase, p);
      expandCopies(flat);
      if (failed(moveBuffersToStack(flat)))
        return failure();
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
  void expandCopies(func::FuncOp flat) {
    OpBuilder::InsertionGuard guard(b);
    flat.walk([&](memref::CopyOp copy) {
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
  LogicalResult moveBuffersToStack(func::FuncOp flat) {
    OpBuilder::InsertionGuard guard(b);
    flat.walk([](memref::DeallocOp op) { op.erase(); });
    Block &block = flat.getBody().front();
    llvm::MapVector<MemRefType, SmallVector<Value>> moved;
    llvm::DenseMap<std::pair<Operation *, Type>, size_t> used;
    int64_t bytes = 0;
    WalkResult walk = flat.walk([&](memref::AllocOp alloc) {
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

  /// Numbers of the arguments that a phase touches.
  llvm::SetVector<unsigned> getTouched(const Phase &phase) {
    llvm::SetVector<unsigned> arguments;
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
          arguments.insert(argument.getArgNumber());
      } else if (Operation *op = work[i].getDefiningOp();
                 op->getBlock() == &function.getBody().front() &&
                 !isa<memref::DimOp>(op)) {
        add(op);
      }
    }
    return arguments;
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
      if (auto alloc = dyn_cast<memref::AllocOp>(op)) {
        mapping.map(value, getBuffer(alloc));
        return mapping.lookup(value);
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
    Value workspace;

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

    Value getBuffer(memref::AllocOp alloc) {
      Location loc = alloc.getLoc();
      Value offset = arith::ConstantIndexOp::create(b, loc, 0);
      for (memref::AllocOp other : outliner.buffers) {
        if (other == alloc)
          break;
        offset = arith::AddIOp::create(b, loc, offset, getBytes(other));
      }
      SmallVector<Value> sizes = llvm::map_to_vector(
          alloc.getDynamicSizes(), [&](Value v) { return get(v); });
      auto type = MemRefType::get(alloc.getType().getShape(),
                                  alloc.getType().getElementType());
      return memref::ViewOp::create(b, loc, type, workspace, offset, sizes);
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

  func::FuncOp emitPhase(const Phase &phase, size_t p) {
    OpBuilder::InsertionGuard guard(b);
    Location loc = function.getLoc();
    // A pointer is a rank-0 buffer, which has no sizes to pass.
    auto pointer = [](Type element) { return MemRefType::get({}, element); };
    SmallVector<Type> types;
    for (Type type : function.getArgumentTypes())
      types.push_back(isa<MemRefType>(type)
                          ? pointer(cast<MemRefType>(type).getElementType())
                          : type);
    types.push_back(pointer(b.getI8Type()));
    types.append(symbols.size() + 1, b.getI64Type());
    func::FuncOp flat = createFunction(getPhaseName(p) + "_flat", types, {});
    for (auto [i, type] : llvm::enumerate(types))
      if (isa<MemRefType>(type))
        flat.setArgAttr(i, "llvm.noalias", b.getUnitAttr());
    Block *block = &flat.getBody().front();
    b.setInsertionPointToStart(block);
    unsigned count = function.getNumArguments();
    ValueRange arguments = block->getArguments();
    Copier copier(*this, b, arguments.slice(count + 1, symbols.size()));
    for (auto [i, argument] : llvm::enumerate(function.getArguments())) {
      auto type = dyn_cast<MemRefType>(argument.getType());
      if (!type) {
        copier.mapping.map(argument, arguments[i]);
        continue;
      }
      SmallVector<OpFoldResult> sizes, strides;
      for (int64_t dim = 0; dim < type.getRank(); ++dim)
        sizes.push_back(type.isDynamicDim(dim)
                            ? OpFoldResult(copier.getSymbol(
                                  cast<StringAttr>(shapes[i][dim]).getValue()))
                            : b.getIndexAttr(type.getDimSize(dim)));
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
          b, loc, type, arguments[i], b.getIndexAttr(0), sizes, strides);
      if (whole.getType() != type)
        whole = memref::CastOp::create(b, loc, type, whole);
      copier.mapping.map(argument, whole);
    }
    OpFoldResult unbounded = arith::ConstantIndexOp::create(
                                 b, loc, std::numeric_limits<int64_t>::max())
                                 .getResult();
    copier.workspace = memref::ReinterpretCastOp::create(
        b, loc, MemRefType::get({ShapedType::kDynamic}, b.getI8Type()),
        arguments[count], b.getIndexAttr(0), ArrayRef<OpFoldResult>{unbounded},
        ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
    if (phase.loop)
      emitTask(phase.loop, copier, arguments.back());
    for (Operation *op : phase.ops)
      copier.copy(op);
    func::ReturnOp::create(b, loc);
    return flat;
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
        function.getName() + "_workspace_bytes", [&](Copier &copier) {
          Value sum = arith::ConstantIndexOp::create(b, function.getLoc(), 0);
          for (memref::AllocOp alloc : buffers)
            sum = arith::AddIOp::create(b, function.getLoc(), sum,
                                        copier.getBytes(alloc));
          return sum;
        });
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
    for (func::FuncOp function : functions) {
      FailureOr<DictionaryAttr> description = Outliner(function).outline();
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
