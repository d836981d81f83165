#include "compiler/driver/nft_objects.h"

#include <fmt/format.h>

#include <algorithm>

namespace sgc::driver {
namespace {

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// The name of a block that this line opens: "inet x" of "table inet x {".
std::optional<std::string_view> opened(std::string_view line, std::string_view keyword) {
  line = trimmed(line);
  if (!line.starts_with(keyword) || !line.ends_with('{')) return std::nullopt;
  line.remove_prefix(keyword.size());
  if (!line.starts_with(' ')) return std::nullopt;
  return trimmed(line.substr(0, line.size() - 1));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// How much deeper the line leads, braces in strings and comments apart.
int depth_of(std::string_view line) {
  int depth = 0;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '#') break;
    if (c == '{') ++depth;
    if (c == '}') --depth;
  }
  return depth;
}

}  // namespace

std::vector<NftObject> nft_objects(std::string_view file) {
  std::vector<NftObject> objects;
  std::string table;
  int depth = 0;
  for (const std::string_view line : lines_of(file)) {
    if (depth == 0) {
      if (const auto name = opened(line, "table")) table = *name;
    }
    if (depth == 1) {
      for (const std::string_view kind : {"set", "map", "chain"}) {
        if (const auto name = opened(line, kind))
          objects.push_back({table, std::string(kind), std::string(*name), {}});
      }
    }
    const int after = depth + depth_of(line);
    if ((depth > 1 || after > 1) && !objects.empty()) objects.back().text += std::string(line) + "\n";
    depth = after;
  }
  return objects;
}

std::optional<std::string> refused_object(std::string_view file, const TryNft& taken) {
  const auto objects = nft_objects(file);
  for (const NftObject& object : objects) {
    if (object.kind == "chain") continue;
    std::string text = fmt::format("table {} {{\n", object.table);
    for (const NftObject& chain : objects) {
      if (chain.kind == "chain" && chain.table == object.table)
        text += fmt::format("chain {} {{\n}}\n", chain.name);
    }
    text += object.text + "}\n";
    if (!taken(text)) return object.kind + " " + object.name;
  }
  return std::nullopt;
}

}  // namespace sgc::driver
