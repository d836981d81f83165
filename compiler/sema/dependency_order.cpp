#include "compiler/sema/dependency_order.h"

#include <fmt/format.h>

namespace sgc::sema {

std::string cycle_text(std::span<const std::string_view> names) {
  constexpr std::size_t kMostNames = 12;
  constexpr std::size_t kFirstNames = 8;
  constexpr std::size_t kLastNames = 2;

  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names.size() > kMostNames && i == kFirstNames) {
      const std::size_t left_out = names.size() - kFirstNames - kLastNames;
      text += fmt::format("… ({} more) -> ", left_out);
      i += left_out;
    }
    text += fmt::format("{} -> ", names[i]);
  }
  return text + std::string(names.front());
}

}  // namespace sgc::sema
