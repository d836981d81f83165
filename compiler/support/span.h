// A Span names a piece of source text without owning it: a file of the SourceMap and a half-open range of
// byte offsets. Only SourceMap turns it into lines and columns, and only when somebody has to read them.
#pragma once

#include <compare>
#include <cstdint>

namespace sgc {

// Index of a file in the SourceMap. kNone: no place in any source (a command-line error, say).
struct FileId {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t index = kNone;
  auto operator<=>(const FileId&) const = default;
};

struct Span {
  FileId file;
  std::uint32_t begin = 0;  // byte offset of the first byte
  std::uint32_t end = 0;    // byte offset past the last byte; begin == end is a point between two bytes

  bool known() const { return file.index != FileId::kNone; }
  bool contains(const Span& inner) const {
    return file == inner.file && begin <= inner.begin && inner.end <= end;
  }
  auto operator<=>(const Span&) const = default;
};

// From the first byte of `first` to the last of `last`; both lie in one file.
inline Span join(const Span& first, const Span& last) { return {first.file, first.begin, last.end}; }

}  // namespace sgc
