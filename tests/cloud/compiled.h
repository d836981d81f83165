// A policy's text compiled for one target, in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/driver/compile.h"

namespace sgc::cloud_test {

using Feeds = std::vector<std::pair<std::string, std::string>>;  // path and text

struct Compiled {
  std::unique_ptr<driver::Compilation> run;
  std::vector<targets::OutputFile> files;

  const ir::Policy& policy() const { return run->policy; }
  bool ok() const { return !run->sink.has_errors(); }
  bool has(std::uint16_t code) const;
  std::string messages() const;  // of errors, a line each
};

Compiled compile(std::string text, std::string_view target, const Feeds& feeds = {}, bool verify = false);

// The same without the checks of the policy itself, and with the prelude read once for all: for hundreds of policies
// of which only the plan is looked at.
Compiled compile_plan(std::string text, std::string_view target, const Feeds& feeds = {});

}  // namespace sgc::cloud_test
