#include "compiler/driver/depfile.h"

namespace sgc::driver {
namespace {

// In a target, Make reads '%' as a pattern and has no escape that Ninja shares. Such a path goes without the
// empty rule, which is a convenience.
bool may_be_target(std::string_view path) {
  return path.find('%') == std::string_view::npos;
}

}  // namespace

bool fits_depfile(std::string_view path) {
  return path.find_first_of(";|\n\r") == std::string_view::npos && path.find("\\#") == std::string_view::npos &&
         !path.ends_with('\\') && !path.ends_with(':');
}

std::string escape_for_depfile(std::string_view path) {
  std::string escaped;
  std::size_t backslashes = 0;  // that stand right before
  for (const char c : path) {
    if (c == ' ') escaped.append(backslashes + 1, '\\');  // both tools halve backslashes before a blank alone
    if (c == '#' || c == ':') escaped += '\\';
    if (c == '$') escaped += '$';
    escaped += c;
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return escaped;
}

std::string depfile(std::string_view target, std::span<const std::string> paths) {
  std::string text = escape_for_depfile(target) + ":";
  for (const std::string& path : paths) text.append(" \\\n  ").append(escape_for_depfile(path));
  text += "\n";

  for (const std::string& path : paths.subspan(paths.empty() ? 0 : 1)) {
    if (may_be_target(path)) text.append("\n").append(escape_for_depfile(path)).append(":\n");
  }
  return text;
}

}  // namespace sgc::driver
