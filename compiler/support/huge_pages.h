// Large blocks in large pages: a million-line feed then costs some ten page faults instead of some thousand, and its
// sorting fewer misses. A wish to the system, never more.
#pragma once

#include <cstddef>

namespace sgc {

// Asks for large pages for what of the block is not touched yet. Nothing happens for a block that is too small to
// gain, or where the system has none.
void prefer_huge_pages(void* block, std::size_t bytes);

}  // namespace sgc
