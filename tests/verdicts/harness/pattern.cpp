#include "tests/verdicts/harness/pattern.h"

#include <algorithm>
#include <array>

#include "compiler/support/assert.h"
#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {
namespace {

constexpr std::size_t kMostGroups = 10;

}  // namespace

Pattern::Pattern(const char* expression) {
  if (::regcomp(&compiled_, expression, REG_EXTENDED) != 0) {
    throw HarnessError(std::string("no regular expression: ") + expression);
  }
}

bool Pattern::found_in(const std::string& line) const { return ::regexec(&compiled_, line.c_str(), 0, nullptr, 0) == 0; }

std::string Pattern::first(const std::string& line, std::size_t group) const {
  std::string found;
  for_each(line, group, [&](Piece piece) {
    if (found.empty()) found = line.substr(piece.begin, piece.size);
  });
  return found;
}

void Pattern::for_each(const std::string& line, std::size_t group, const std::function<void(Piece)>& use) const {
  SGC_ASSERT(group < kMostGroups, "a pattern has at most nine groups");
  std::size_t at = 0;
  while (at <= line.size()) {
    std::array<regmatch_t, kMostGroups> match{};
    match[0] = {static_cast<regoff_t>(at), static_cast<regoff_t>(line.size())};
    if (::regexec(&compiled_, line.c_str(), match.size(), match.data(), REG_STARTEND) != 0) return;

    const regmatch_t& found = match[group].rm_so >= 0 ? match[group] : match[0];
    const auto begin = static_cast<std::size_t>(found.rm_so);
    const auto end = static_cast<std::size_t>(found.rm_eo);
    if (match[group].rm_so >= 0) use({begin, end - begin});
    at = std::max(end, at + 1);
  }
}

}  // namespace sgc::verdicts
