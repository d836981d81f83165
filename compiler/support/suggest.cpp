#include "compiler/support/suggest.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace sgc {
namespace {

constexpr std::size_t kShortWord = 4;
constexpr std::size_t kLongWord = 8;

std::size_t slips_allowed(std::string_view word) {
  if (word.size() <= kShortWord) return 1;
  return word.size() <= kLongWord ? 2 : 3;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Optimal string alignment distance, without regard to case; more than `most` is `most + 1`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > most) return most + 1;

  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;

  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = previous[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, substituted});
      const bool swapped =
          i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(previous);
    previous.swap(row);
  }
  return std::min(previous[b.size()], most + 1);
}

}  // namespace

std::optional<std::string_view> suggest(std::string_view word, std::span<const std::string_view> candidates) {
  const std::size_t allowed = slips_allowed(word);
  std::size_t best = SIZE_MAX;
  std::optional<std::string_view> found;
  for (const std::string_view candidate : candidates) {
    const std::size_t slips = distance(word, candidate, allowed);
    if (slips > allowed) continue;
    const bool begins_alike = !word.empty() && !candidate.empty() && lower(word[0]) == lower(candidate[0]);
    const std::size_t rank = 2 * slips + (begins_alike ? 0 : 1);
    if (rank >= best) continue;
    best = rank;
    found = candidate;
  }
  return found;
}

}  // namespace sgc
