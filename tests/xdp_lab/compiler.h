// Compiles C for the kernel as the head of every emitted file says it is done.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sgc::xdp_lab {

// The clangs that are here, of those that sgc promises: "clang-14", "clang-19"; else "clang" where there is one.
std::vector<std::string> compilers();

// A folder that goes with the object.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

struct Compiled {
  bool ok = false;
  std::string messages;
  std::filesystem::path object;
  double seconds = 0;
};

// Writes `source` to NAME.bpf.c in `scratch` and compiles it there; `flags` come after the usual ones.
Compiled compile(const Scratch& scratch, std::string_view name, std::string_view source,
                 const std::string& compiler = {}, const std::string& flags = {});

// All of them, several at a time: NAME0, NAME1 …, in the order of the sources.
std::vector<Compiled> compile_all(const Scratch& scratch, std::string_view name, std::span<const std::string> sources);

}  // namespace sgc::xdp_lab
