#include "tests/xdp_lab/compiler.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/process.h"

namespace sgc::xdp_lab {
namespace {

using verdicts::HarnessError;

constexpr std::string_view kUsualFlags =
    "-O2 -g -Wall -Werror -target bpf -mcpu=v3 -I/usr/include/$(uname -m)-linux-gnu";

}  // namespace

std::vector<std::string> compilers() {
  std::vector<std::string> found;
  for (const char* name : {"clang-14", "clang-19"}) {
    if (verdicts::program_exists(name)) found.emplace_back(name);
  }
  if (found.empty() && verdicts::program_exists("clang")) found.emplace_back("clang");
  return found;
}

Scratch::Scratch() {
  std::string pattern = (std::filesystem::temp_directory_path() / "sgc-xdp-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw HarnessError::system("mkdtemp");
  folder_ = pattern;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Compiled compile(const Scratch& scratch, std::string_view name, std::string_view source, const std::string& compiler,
                 const std::string& flags) {
  const std::string stem(name);
  std::ofstream(scratch.folder() / (stem + ".bpf.c"), std::ios::binary) << source;
  const std::string program = compiler.empty() ? compilers().front() : compiler;

  const auto begin = std::chrono::steady_clock::now();
  const verdicts::ProcessResult result =
      verdicts::run_command(program + " " + std::string(kUsualFlags) + " " + flags + " -c " + stem + ".bpf.c -o " +
                                stem + ".bpf.o",
                            scratch.folder());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return {result.ok(), result.output, scratch.folder() / (stem + ".bpf.o"), taken.count()};
}

std::vector<Compiled> compile_all(const Scratch& scratch, std::string_view name, std::span<const std::string> sources) {
  std::vector<Compiled> all(sources.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < sources.size(); at = next++) {
      all[at] = compile(scratch, std::string(name) + std::to_string(at), sources[at]);
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 1; i < std::max(std::thread::hardware_concurrency(), 1U); ++i) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  return all;
}

}  // namespace sgc::xdp_lab
