# Flags, precompiled header and ccache shared by every target of the project.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PROJECT_SOURCE_DIR}/cmake/ccache.sh
      ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
endif()

add_library(penstock_options INTERFACE)
target_include_directories(penstock_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
# Debian's libMLIR is built with clang; see the header.
target_include_directories(penstock_options INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include/penstock/Support/gcc>>
  $<$<CXX_COMPILER_ID:GNU>:$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/penstock/Support/gcc>>)
target_compile_features(penstock_options INTERFACE cxx_std_20)
# Tells the cache of compiled kernels which compiler made them.
target_link_options(penstock_options INTERFACE -Wl,--build-id)
set(PENSTOCK_WARNINGS -Wall -Wextra -Werror -Wno-unused-parameter)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # Precompiled headers without timestamps are what ccache can share.
  set(PENSTOCK_PCH_FLAGS -Xclang -fno-pch-timestamp)
else()
  # g++ 12 reports false positives inside LLVM's containers at -O2.
  list(APPEND PENSTOCK_WARNINGS -Wno-maybe-uninitialized -Wno-array-bounds
       -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer
       -Wno-restrict -Wno-free-nonheap-object -Wno-nonnull)
  set(PENSTOCK_PCH_FLAGS -fpch-preprocess)
endif()
find_program(LLD ld.lld HINTS ${LLVM_TOOLS_BINARY_DIR})
if(LLD AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_link_options(-fuse-ld=lld)
endif()

# penstock_add_library(NAME sources… [DEPENDS target…] [LINK lib…])
function(penstock_add_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  add_library(Penstock::${name} ALIAS ${name})
  target_link_libraries(${name} PUBLIC penstock_options ${ARG_LINK} MLIR LLVM)
  target_compile_options(${name} PRIVATE ${PENSTOCK_WARNINGS} ${PENSTOCK_PCH_FLAGS})
  target_precompile_headers(${name} REUSE_FROM penstock_pch)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  set_property(GLOBAL APPEND PROPERTY PENSTOCK_LIBRARIES ${name})
endfunction()

# penstock_add_tool(NAME sources… [LINK lib…])
function(penstock_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} MLIR LLVM)
  target_compile_options(${name} PRIVATE ${PENSTOCK_WARNINGS} ${PENSTOCK_PCH_FLAGS})
  # As the precompiled header was: an executable would have -fPIE.
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${name} PRIVATE -fPIC)
  target_precompile_headers(${name} REUSE_FROM penstock_pch)
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  set_property(GLOBAL APPEND PROPERTY PENSTOCK_TOOLS ${name})
endfunction()

file(WRITE ${PROJECT_BINARY_DIR}/pch.cpp.tmp "// Holds the precompiled header.\n")
configure_file(${PROJECT_BINARY_DIR}/pch.cpp.tmp ${PROJECT_BINARY_DIR}/pch.cpp COPYONLY)
add_library(penstock_pch STATIC ${PROJECT_BINARY_DIR}/pch.cpp)
target_link_libraries(penstock_pch PUBLIC penstock_options)
target_compile_options(penstock_pch PRIVATE ${PENSTOCK_WARNINGS} ${PENSTOCK_PCH_FLAGS})
set(PENSTOCK_PCH_HEADERS
  <mlir/Dialect/Affine/IR/AffineOps.h>
  <mlir/Dialect/Arith/IR/Arith.h>
  <mlir/Dialect/Func/IR/FuncOps.h>
  <mlir/Dialect/Linalg/IR/Linalg.h>
  <mlir/Dialect/Math/IR/Math.h>
  <mlir/Dialect/SCF/IR/SCF.h>
  <mlir/Dialect/Tensor/IR/Tensor.h>
  <mlir/Dialect/Vector/IR/VectorOps.h>
  <mlir/IR/Builders.h>
  <mlir/IR/BuiltinOps.h>
  <mlir/IR/PatternMatch.h>
  <mlir/Pass/Pass.h>)
target_precompile_headers(penstock_pch PRIVATE ${PENSTOCK_PCH_HEADERS})
# The precompiled header holds the paths of its build folder. ccache takes this
# checksum for it, so that another clone hits the same entries.
string(SHA256 PENSTOCK_PCH_SUM
       "${PENSTOCK_PCH_HEADERS};${MLIR_DIR};${MLIR_VERSION};${CMAKE_CXX_COMPILER};${CMAKE_CXX_COMPILER_VERSION};${CMAKE_BUILD_TYPE};${CMAKE_CXX_FLAGS}")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/CMakeFiles/penstock_pch.dir/cmake_pch.hxx.pch.sum
     CONTENT "${PENSTOCK_PCH_SUM}\n")
