// «did you mean»: the word that somebody who mistyped probably meant.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace sgc {

// The candidate nearest to `word` by insertions, deletions, substitutions and swaps of neighbours, if it is
// near enough to be a slip (one change for words of up to four letters, two up to eight, else three). Of
// equals one that begins as the word does, since few mistype the first letter: `htps` is https, not ftps; else the first.
std::optional<std::string_view> suggest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace sgc
