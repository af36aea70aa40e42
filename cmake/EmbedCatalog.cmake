# Writes OUTPUT: the files of CATALOG and APPROXIMATIONS as two C strings.
function(embed name files)
  set(text "")
  foreach(file ${files})
    file(READ ${file} content)
    string(APPEND text "${content}\n")
  endforeach()
  # A string literal has a limit that compilers complain about: one per line.
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\"\n\"" text "${text}")
  set(${name} "\"${text}\"" PARENT_SCOPE)
endfunction()
embed(CATALOG_TEXT "${CATALOG}")
embed(APPROXIMATION_TEXT "${APPROXIMATIONS}")
file(WRITE ${OUTPUT} "// Written by the build from the catalogue's files.
namespace penstock::gate {
extern const char catalogText[];
extern const char approximationText[];
const char catalogText[] =
${CATALOG_TEXT};
const char approximationText[] =
${APPROXIMATION_TEXT};
} // namespace penstock::gate
")
