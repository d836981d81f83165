#include "compiler/support/huge_pages.h"

#include <sys/mman.h>

#include <cstdint>

namespace sgc {

void prefer_huge_pages(void* block, std::size_t bytes) {
  constexpr std::size_t kHugePage = std::size_t{2} << 20U;
  constexpr std::size_t kPays = 2 * kHugePage;
  if (bytes < kPays) return;

  // Only whole pages that lie in the block: what shares a page with others is not ours to decide about.
  const auto address = reinterpret_cast<std::uintptr_t>(block);
  const std::uintptr_t first = (address + kHugePage - 1) / kHugePage * kHugePage;
  const std::uintptr_t last = (address + bytes) / kHugePage * kHugePage;
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

}  // namespace sgc
