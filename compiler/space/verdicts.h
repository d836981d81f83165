// Sets of verdicts, and what counts as the same.
#pragma once

#include "compiler/ir/rule.h"

namespace sgc::space {

using Verdicts = std::uint8_t;  // a bit for each
constexpr Verdicts only(ir::Verdict verdict) { return static_cast<Verdicts>(1U << static_cast<unsigned>(verdict)); }
constexpr Verdicts kAllow = only(ir::Verdict::Allow);
constexpr Verdicts kDeny = only(ir::Verdict::Deny) | only(ir::Verdict::Reject);
constexpr Verdicts kAnyVerdict = kAllow | kDeny;
constexpr bool has(Verdicts verdicts, ir::Verdict verdict) { return (verdicts & only(verdict)) != 0; }

// Whether it matters what is said to who is not let through.
enum class Distinguish : std::uint8_t { LetThrough, EveryVerdict };

// The verdicts that count as the same as this one.
constexpr Verdicts same_as(ir::Verdict verdict, Distinguish what) {
  if (what == Distinguish::EveryVerdict) return only(verdict);
  return verdict == ir::Verdict::Allow ? kAllow : kDeny;
}

}  // namespace sgc::space
