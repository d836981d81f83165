#include "targets/iptables/legend.h"

#include <fmt/format.h>

#include "targets/iptables/quote.h"

namespace sgc::iptables {
namespace {

std::string text_of(const LegendEntry& first, std::size_t last) {
  const std::string numbers = first.number == last ? fmt::format("{} ", last) : fmt::format("{}-{} ", first.number, last);
  const bool fits = numbers.size() + first.words.size() <= kMostCommentBytes;
  return (fits ? numbers : std::string()) + std::string(first.words);
}

}  // namespace

std::vector<std::string> legend_of(const std::vector<LegendEntry>& entries) {
  std::vector<std::string> comments;
  for (std::size_t i = 0; i < entries.size();) {
    std::size_t next = i + 1;
    while (next < entries.size() && entries[next].words == entries[i].words && entries[next].number == entries[next - 1].number + 1) ++next;
    const std::string text = text_of(entries[i], entries[next - 1].number);
    i = next;

    constexpr std::string_view kBetween = ", ";
    const bool joins = !comments.empty() && comments.back().size() + kBetween.size() + text.size() <= kMostCommentBytes;
    if (joins) {
      comments.back().append(kBetween).append(text);
    } else {
      comments.push_back(text);
    }
  }
  return comments;
}

}  // namespace sgc::iptables
