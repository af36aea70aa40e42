# Verifies each of FILES, a part of the catalogue, with OPT; makes STAMP.
foreach(file ${FILES})
  file(READ ${file} text)
  # A module of its own, whose functions may have the catalogue's names.
  set(module ${STAMP}.mlir)
  file(WRITE ${module} "module attributes {gate.catalog} {\n${text}\n}\n")
  execute_process(COMMAND ${OPT} ${module} -o ${STAMP}.out
                  RESULT_VARIABLE result ERROR_VARIABLE error)
  if(result)
    message(FATAL_ERROR "${file} is not valid (line numbers are one too high):\n${error}")
  endif()
endforeach()
file(WRITE ${STAMP} "")
