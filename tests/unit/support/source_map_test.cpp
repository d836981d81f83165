// Lines of sources, asked for by the threads that emit for several targets at once.
#include "compiler/support/source_map.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace sgc {
namespace {

std::string of_lines(std::uint32_t lines) {
  std::string text;
  for (std::uint32_t line = 1; line <= lines; ++line) text += "x\n";
  return text;
}

// Memory that two threads have changed at a time is what the address sanitizer finds here, if not a wrong line.
TEST(SourceMap, TellsLinesToThreadsThatAskAtTheSameTime) {
  constexpr std::uint32_t kLines = 3000;
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    SourceMap sources;
    const FileId file = sources.add("policy.sg", of_lines(kLines));
    std::atomic<int> waiting = 2;
    std::atomic<int> wrong = 0;
    const auto ask = [&] {
      for (--waiting; waiting > 0;) {
      }
      for (std::uint32_t line = kLines; line > 0; --line) wrong += sources.line({file, (line - 1) * 2, line * 2}) == line ? 0 : 1;
    };
    std::thread other(ask);
    ask();
    other.join();
    ASSERT_EQ(wrong, 0);
  }
}

}  // namespace
}  // namespace sgc
