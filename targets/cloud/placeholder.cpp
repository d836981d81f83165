#include "targets/cloud/placeholder.h"

#include <fmt/format.h>

#include <algorithm>

namespace sgc::targets::cloud {
namespace {

constexpr std::string_view kOpen = "@sgc:";
constexpr char kClose = '@';

bool is_inner(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

}  // namespace

std::string placeholder(std::string_view name, std::string_view part) {
  if (part.empty()) return fmt::format("{}{}{}", kOpen, name, kClose);
  return fmt::format("{}{}.{}{}", kOpen, name, part, kClose);
}

std::vector<std::string_view> placeholders_in(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, at)) {
    std::size_t end = at + kOpen.size();
    while (end < text.size() && is_inner(text[end])) ++end;
    if (end < text.size() && text[end] == kClose && end > at + kOpen.size()) {
      found.push_back(text.substr(at, end + 1 - at));
    }
    at = end;
  }
  return found;
}

std::string without_placeholders(std::string_view text) {
  std::string clean(text);
  for (std::size_t at = clean.find(kOpen); at != std::string::npos; at = clean.find(kOpen, at)) {
    clean.erase(at, 1);  // "@sgc:" becomes "sgc:", which may complete another with the '@' before it
    at = at == 0 ? 0 : at - 1;
  }
  return clean;
}

}  // namespace sgc::targets::cloud
