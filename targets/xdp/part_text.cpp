#include "targets/xdp/part_text.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "targets/host/unreadable.h"
#include "targets/xdp/print.h"

namespace sgc::targets::xdp {
namespace {

// What stands behind the remarks, and the line where it begins.
struct Rest {
  std::string_view text;
  std::size_t line;
};

// An empty line, and the list of the rules.
Rest behind_remarks(std::string_view text, std::size_t first_line) {
  if (!text.starts_with('\n')) throw host::Unreadable(first_line, "this is not how the policy's part begins");
  const std::size_t length = 1 + comment_length(text.substr(1), first_line + 1);
  const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), '\n');
  return {text.substr(length), first_line + static_cast<std::size_t>(lines)};
}

// How many bytes of whole lines both begin with.
std::size_t same_lines(std::string_view a, std::string_view b) {
  if (a == b) return a.size();
  const auto bytes = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  const std::string_view same = a.substr(0, bytes);
  return same.find_last_of('\n') == std::string_view::npos ? 0 : same.find_last_of('\n') + 1;
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

// "rule_3_policy_sg_14" is as good as "rule_3_policy_sg_12".
bool is_same_counter(std::string_view read, std::string_view written) {
  constexpr std::string_view kMember = "\tstruct sgc_count ";
  if (!read.starts_with(kMember) || !written.starts_with(kMember) || !read.ends_with(';')) return false;
  read = read.substr(kMember.size(), read.size() - kMember.size() - 1);
  written.remove_prefix(kMember.size());
  const std::string_view what = written.starts_with("rule_") ? written.substr(0, written.find_first_of("_;", sizeof("rule_") - 1)) : "default";
  if (!read.starts_with(what)) return false;
  const std::string_view place = read.substr(what.size());
  const bool plain = std::all_of(place.begin(), place.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return place.empty() || (place.front() == '_' && plain);
}

}  // namespace

void compare_part(const PolicyPart& part, const Program& program) {
  const std::string again = policy_text(program);
  Rest read = behind_remarks(part.text, part.first_line);
  std::string_view written = behind_remarks(again, 0).text;
  while (true) {
    const std::size_t same = same_lines(read.text, written);
    if (same == read.text.size() && same == written.size()) return;
    read.line += static_cast<std::size_t>(std::count(read.text.begin(), read.text.begin() + static_cast<std::ptrdiff_t>(same), '\n'));
    read.text.remove_prefix(same);
    written.remove_prefix(same);
    if (!is_same_counter(take_line(read.text), take_line(written))) {
      throw host::Unreadable(read.line, "this is not what sgc writes for the policy and these tables");
    }
    ++read.line;
  }
}

}  // namespace sgc::targets::xdp
