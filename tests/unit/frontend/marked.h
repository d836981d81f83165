// A text with «» around what an error should point at, and how it is told.
#pragma once

#include <string>
#include <string_view>

namespace sgc {

struct Marked {
  std::string text;  // without the marks
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  explicit Marked(std::string_view marked) {
    constexpr std::string_view kOpen = "«";
    constexpr std::string_view kClose = "»";
    const std::size_t open = marked.find(kOpen);
    const std::size_t close = marked.find(kClose);
    begin = static_cast<std::uint32_t>(open);
    end = static_cast<std::uint32_t>(close - kOpen.size());
    text = std::string(marked.substr(0, open)) +
           std::string(marked.substr(open + kOpen.size(), close - open - kOpen.size())) +
           std::string(marked.substr(close + kClose.size()));
  }
};

}  // namespace sgc
