#include "targets/iptables/read_sets.h"

#include <fmt/format.h>

#include <charconv>

#include "compiler/net/parse_address.h"
#include "compiler/net/prefix.h"
#include "targets/iptables/names.h"
#include "targets/iptables/read_words.h"
#include "targets/iptables/set_form.h"

namespace sgc::iptables {
namespace {

// Of a set that sgc can have written.
bool is_hash_size(std::string_view text) {
  std::uint32_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  return error == std::errc{} && end == text.data() + text.size() && text[0] != '0' && size <= kMostHashSize;
}

class SetReader {
 public:
  ReadSets run(std::string_view text) {
    for_each_line(text, kMostSetsLine, [this](const ReadLine& line) { read(line); });
    finish();
    return std::move(sets_);
  }

 private:
  void read(const ReadLine& line) {
    constexpr std::string_view kAdd = "add ";
    if (line.text.starts_with(kAdd)) {
      add(line, line.text.substr(kAdd.size()));
    } else {
      create(line);
    }
  }

  void create(const ReadLine& line) {
    const std::vector<std::string> words = words_of(line);
    const bool known_form = words.size() == 9 && words[0] == "create" && words[2] == kSetType && words[3] == "family" &&
                            (words[4] == "inet" || words[4] == "inet6") && words[5] == "hashsize" && words[7] == "maxelem" &&
                            words[8] == std::to_string(kMaxElements) && is_hash_size(words[6]);
    if (!known_form) throw Unreadable(line.number, "a line is neither `add` nor a `create` as sgc writes it");
    if (words[1].size() > kMostSetName) throw Unreadable(line.number, fmt::format("ipset does not take the name '{}'", words[1]));
    finish();
    name_ = words[1];
    if (sets_.contains(name_)) throw Unreadable(line.number, fmt::format("set '{}' is created twice", name_));
    family_ = words[4] == "inet" ? Family::V4 : Family::V6;
    sets_[name_].family = family_;
  }

  // NAME PREFIX, the name being that of the set created last.
  void add(const ReadLine& line, std::string_view rest) {
    if (name_.empty() || !rest.starts_with(name_) || rest.size() <= name_.size() || rest[name_.size()] != ' ') {
      throw Unreadable(line.number, "an element is added to another set than the one above");
    }
    const ParsedAddress element = parse_address(rest.substr(name_.size() + 1));
    const bool is_whole = element.range.first == 0 && element.range.last == last_address(element.range.family);
    if (!element.ok() || element.range.family != family_ || !is_prefix(RangeV6{element.range.first, element.range.last}) || is_whole) {
      throw Unreadable(line.number, fmt::format("'{}' is no element of this set", rest.substr(name_.size() + 1)));
    }
    if (family_ == Family::V4) {
      v4_.push_back({static_cast<std::uint32_t>(element.range.first), static_cast<std::uint32_t>(element.range.last)});
    } else {
      v6_.push_back({element.range.first, element.range.last});
    }
  }

  void finish() {
    if (!name_.empty()) sets_[name_].addresses = AddressSet::from_ranges(std::move(v4_), std::move(v6_));
    v4_.clear();
    v6_.clear();
  }

  ReadSets sets_;
  std::string name_;  // of the set that is being filled
  Family family_ = Family::V4;
  std::vector<RangeV4> v4_;
  std::vector<RangeV6> v6_;
};

}  // namespace

ReadSets read_sets(std::string_view text) { return SetReader().run(text); }

}  // namespace sgc::iptables
