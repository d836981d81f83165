// .gz and .zst to text. All of the input must be whole archives: what is damaged, cut off or followed by
// anything else is refused, because a part of a feed is a different policy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/support/byte_buffer.h"

namespace sgc {

struct Decompressed {
  std::shared_ptr<const ByteBuffer> buffer;  // null when it failed
  std::string reason;                        // then: for people
};

// One or more gzip members (RFC 1952), or zstd frames (RFC 8878), one after the other.
Decompressed decompress_gzip(std::string_view bytes, std::uint64_t most);
Decompressed decompress_zstd(std::string_view bytes, std::uint64_t most);

}  // namespace sgc
