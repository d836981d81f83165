// Emitted files with one thing wrong in each: what the packets of a target's tests must notice. Works on the text, by
// what the loaders of each format read, and knows nothing of who wrote it; comments and quoted words are left alone.
//
// A mutation of text may by chance mean the same: a rule that never decided anything is not missed. So the policies
// that are mutated should be small ones in which every rule, element and bound decides something. Where a survivor
// is left, list_mutations.h says by the evaluator whether a list with that mistake means the same.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/verdicts/harness/lab.h"

namespace sgc::verdicts {

enum class Format : std::uint8_t { Nftables, Iptables, Ipset };

struct Mutation {
  std::string_view kind;  // "prefix one bit off"
  std::size_t line = 0;   // counted from 1
  std::string before;     // that line as it was
  std::string after;      // and as it is; empty where it is gone
  std::string text;       // the whole file

  bool operator==(const Mutation&) const = default;
};

// Up to `most` mutations, drawn with the seed evenly over kinds and lines; none twice.
std::vector<Mutation> mutations(Format format, std::string_view text, std::uint64_t seed, std::size_t most);

// "line 12, port off by one: tcp dport 22 drop -> tcp dport 23 drop"
std::string to_string(const Mutation& mutation);

struct Hunt {
  std::vector<Mutation> caught;
  std::vector<Mutation> survived;  // loaded, and nobody noticed
  std::vector<Mutation> refused;   // by the loader: no danger to anybody, and no proof of anything
};

// Loads the files with each mutation in place of `mutated`, into a cleared lab, and asks whether all is still right.
Hunt hunt(Lab& lab, std::span<const NamedFile> files, std::string_view mutated, std::span<const std::string> commands,
          std::span<const Mutation> mutations, const std::function<bool()>& still_right);

// The survivors, a line each, for the message of a test that wanted none.
std::string survivors(const Hunt& hunt);

}  // namespace sgc::verdicts
