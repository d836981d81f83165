// Ids that the compiler tells apart: an index into one particular vector. Cheaper and safer than pointers
// (a vector may grow), and readable in a dump.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace sgc {

template <class Tag>
struct TypedId {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t index = kNone;

  bool known() const { return index != kNone; }
  auto operator<=>(const TypedId&) const = default;
};

}  // namespace sgc

template <class Tag>
struct std::hash<sgc::TypedId<Tag>> {
  std::size_t operator()(sgc::TypedId<Tag> id) const { return std::hash<std::uint32_t>{}(id.index); }
};
