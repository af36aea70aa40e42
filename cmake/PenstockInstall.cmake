# Installs libraries, headers, TableGen files and the package that
# find_package(Penstock) reads. Tools install themselves.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Penstock)

get_property(libraries GLOBAL PROPERTY PENSTOCK_LIBRARIES)
install(TARGETS penstock_options ${libraries} EXPORT PenstockTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT PenstockTargets NAMESPACE Penstock:: DESTINATION ${package_dir})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/penstock
                  ${PROJECT_BINARY_DIR}/include/penstock
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.inc"
        PATTERN CMakeFiles EXCLUDE)
if(EXISTS ${PROJECT_SOURCE_DIR}/include/penstock-c)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/penstock-c
          DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
          FILES_MATCHING PATTERN "*.h")
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/LICENSE)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/penstock)
endif()

list(TRANSFORM libraries PREPEND Penstock:: OUTPUT_VARIABLE PENSTOCK_EXPORTED)
list(JOIN PENSTOCK_EXPORTED " " PENSTOCK_EXPORTED)
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/PenstockConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/PenstockConfig.cmake
  INSTALL_DESTINATION ${package_dir}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/cmake/PenstockConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cmake/PenstockConfig.cmake
              ${PROJECT_BINARY_DIR}/cmake/PenstockConfigVersion.cmake
        DESTINATION ${package_dir})
