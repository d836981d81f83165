// A Loader over texts in memory: for tests, and for whoever compiles what is not on a disk.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compiler/support/loader.h"

namespace sgc::driver {

class MemoryLoader final : public Loader {
 public:
  // `path` as it is shown: relative to the folder of the first FILE, with '/'.
  void add(std::string path, std::string text) { texts_[std::move(path)] = std::move(text); }

  LoadedFile load_include(std::string_view path, std::string_view from) override { return load(path, from); }
  LoadedFile load_feed(std::string_view path, std::string_view from) override { return load(path, from); }

 private:
  LoadedFile load(std::string_view path, std::string_view from) const;

  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace sgc::driver
