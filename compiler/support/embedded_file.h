// A file built into the program (a page of help, a template, the prelude), see cmake/SgcLibrary.cmake.
#pragma once

#include <string_view>

namespace sgc {

struct EmbeddedFile {
  std::string_view name;  // the file's name without its folder
  std::string_view text;
};

}  // namespace sgc
