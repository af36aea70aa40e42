# Finds MLIR 22.1: MLIR_DIR or CMAKE_PREFIX_PATH if given, else Debian's place.
find_package(MLIR 22.1 CONFIG QUIET HINTS /usr/lib/llvm-22/lib/cmake/mlir)
if(NOT MLIR_FOUND)
  message(FATAL_ERROR
    "MLIR 22.1 was not found. On Debian or Ubuntu: "
    "apt-get install libmlir-22-dev mlir-22-tools llvm-22-dev llvm-22-tools. "
    "Otherwise point -DMLIR_DIR at <prefix>/lib/cmake/mlir of an MLIR 22.1 "
    "that was built with MLIR_LINK_MLIR_DYLIB=ON.")
endif()
if(NOT TARGET MLIR OR NOT TARGET LLVM)
  message(FATAL_ERROR
    "The MLIR in ${MLIR_DIR} has no shared libMLIR/libLLVM; build it with "
    "LLVM_BUILD_LLVM_DYLIB, LLVM_LINK_LLVM_DYLIB and MLIR_LINK_MLIR_DYLIB ON.")
endif()
message(STATUS "MLIR ${MLIR_VERSION} in ${MLIR_DIR}")
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
set(LLVM_TOOLS_DIR ${LLVM_TOOLS_BINARY_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)
# mlir-tblgen finds its includes by the directory property.
include_directories(SYSTEM ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
include_directories(${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
