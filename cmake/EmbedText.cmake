# Writes OUTPUT: the files of each list in NAMES as a C string of that name in
# NAMESPACE.
set(declarations "")
set(definitions "")
foreach(name ${NAMES})
  set(text "")
  foreach(file ${${name}})
    file(READ ${file} content)
    string(APPEND text "${content}\n")
  endforeach()
  # A string literal has a limit that compilers complain about: one per line.
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  string(APPEND declarations "extern const char ${name}[];\n")
  string(APPEND definitions "const char ${name}[] =\n\"${text}\";\n")
endforeach()
file(WRITE ${OUTPUT} "// Written by the build from the sources' files.
namespace ${NAMESPACE} {
${declarations}${definitions}} // namespace ${NAMESPACE}
")
