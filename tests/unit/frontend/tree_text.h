// A tree as text without places, to compare what two texts mean.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/ast/dump.h"
#include "tests/unit/frontend/parsed.h"

namespace sgc {

inline std::string tree_text(const Parsed& parsed) {
  ast::Policy policy;
  policy.files.push_back(parsed.file);
  const std::string dump = ast::dump(policy, *parsed.sources);

  std::string text;
  for (std::size_t at = 0; at < dump.size();) {
    const std::size_t end = std::min(dump.find('\n', at), dump.size());
    const std::string_view line = std::string_view(dump).substr(at, end - at);
    if (line.find("\"at\": ") == std::string_view::npos) text.append(line).append("\n");
    at = end + 1;
  }
  return text;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace sgc
