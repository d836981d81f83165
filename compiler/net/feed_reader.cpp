// Two lanes: a plain line of IPv4, which is nearly every line of a feed, is read digit by digit where it
// stands; any other line is cut out, trimmed and given to parse_address, the one judge of spellings.
#include "compiler/net/feed_reader.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "compiler/net/prefix.h"
#include "compiler/net/scan_address.h"
#include "compiler/support/assert.h"
#include "compiler/support/huge_pages.h"

namespace sgc {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f';
}
constexpr bool starts_comment(char byte) {
  return byte == '#' || byte == ';';
}
constexpr bool ends_word(char byte) {
  return is_blank(byte) || starts_comment(byte);
}

std::string_view without_leading_blanks(std::string_view text) {
  const auto word = std::find_if_not(text.begin(), text.end(), is_blank);
  return text.substr(static_cast<std::size_t>(word - text.begin()));
}

// The first word of a text, and what follows it without the blanks between; a comment ends both.
struct Words {
  std::string_view first;
  std::string_view rest;
};

Words split_words(std::string_view line) {
  line = without_leading_blanks(line);
  const auto end = static_cast<std::size_t>(std::find_if(line.begin(), line.end(), ends_word) - line.begin());
  const std::string_view rest = without_leading_blanks(line.substr(end));
  return {line.substr(0, end), !rest.empty() && starts_comment(rest.front()) ? std::string_view() : rest};
}

bool is_wide(const AddressRange& range) {
  const unsigned widest = range.family == Family::V4 ? kWidestPrefixV4 : kWidestPrefixV6;
  return range.last - range.first > host_mask(range.family, widest);
}

// The range that a line "10.0.0.1 - 10.0.0.9" writes with blanks around its hyphen. Its first word alone
// would be an address, and one address is not what it means.
std::optional<std::string> spaced_range(const Words& words) {
  if (!words.rest.starts_with('-')) return std::nullopt;
  const std::string_view last = split_words(words.rest.substr(1)).first;
  std::string joined = std::string(words.first) + "-" + std::string(last);
  if (!parse_address(joined).ok()) return std::nullopt;
  return joined;
}

class FeedReader {
 public:
  explicit FeedReader(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {
    // A line of IPv4 has eight bytes at least: as much room as can be needed, which only counts as memory
    // when used.
    constexpr std::size_t kShortestLine = std::string_view("0.0.0.0\n").size();
    v4_.reserve(text.size() / kShortestLine + 1);
    prefer_huge_pages(v4_.data(), v4_.capacity() * sizeof(RangeV4));
  }

  Feed read() {
    if (std::string_view(at_, remaining()).starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
    while (at_ != end_) {
      if (!take_plain_line()) take_any_line();
    }
    feed_.addresses = AddressSet::from_ranges(std::move(v4_), std::move(v6_));
    return std::move(feed_);
  }

 private:
  std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }

  // Takes a line whose only word is an IPv4 address or prefix, from its first byte on. Otherwise nothing has
  // happened.
  bool take_plain_line() {
    const ScannedNumber address = scan_v4(at_, end_);
    if (address.end == nullptr) return false;
    if (const char* next = line_end(address.end)) {
      ++feed_.entries;
      v4_.push_back({address.value, address.value});
      at_ = next;
      return true;
    }
    return address.end != end_ && *address.end == '/' && take_plain_prefix(address);
  }

  bool take_plain_prefix(ScannedNumber address) {
    const ScannedNumber length = scan_small_number(address.end + 1, end_, kAddressBitsV4);
    if (length.end == nullptr) return false;
    const char* const next = line_end(length.end);
    if (next == nullptr) return false;

    const std::uint32_t host = PrefixV4::host_mask(length.value);
    const std::string_view word(at_, static_cast<std::size_t>(length.end - at_));
    if ((address.value & host) != 0) remark(feed_.host_bits, word);
    if (length.value < kWidestPrefixV4) remark(feed_.wide, word);
    ++feed_.entries;
    v4_.push_back({address.value & ~host, address.value | host});
    at_ = next;
    return true;
  }

  // Past the end of the line that holds no more words from `at` on. Null when it does, or may.
  const char* line_end(const char* at) const {
    if (at == end_) return at;
    if (*at == '\n') return at + 1;

    at = std::find_if_not(at, end_, is_blank);
    if (at != end_ && starts_comment(*at)) {
      const void* const newline = std::memchr(at, '\n', static_cast<std::size_t>(end_ - at));
      return newline == nullptr ? end_ : static_cast<const char*>(newline) + 1;
    }
    at = std::find_if(at, end_, [](char byte) { return byte != '\r'; });
    if (at == end_) return at;
    return *at == '\n' ? at + 1 : nullptr;
  }

  void take_any_line() {
    const void* const newline = std::memchr(at_, '\n', remaining());
    const char* const stop = newline == nullptr ? end_ : static_cast<const char*>(newline);
    std::string_view line(at_, static_cast<std::size_t>(stop - at_));
    at_ = newline == nullptr ? end_ : stop + 1;

    while (line.ends_with('\r')) line.remove_suffix(1);
    const Words words = split_words(line);
    if (!words.first.empty()) take_words(words);
  }

  void take_words(const Words& words) {
    const ParsedAddress parsed = parse_address(words.first);
    if (!parsed.ok() && parsed.fault != AddressFault::HostBits)
      return fault(words.first, parsed.fault, parsed.mend);

    if (!words.rest.empty()) {
      if (const auto range = spaced_range(words)) {
        return fault({words.first.data(), words.rest.data() + words.rest.size()}, AddressFault::NotAnAddress,
                     *range);
      }
      remark(feed_.extra_words, split_words(words.rest).first);
    }
    if (parsed.fault == AddressFault::HostBits) remark(feed_.host_bits, words.first);
    if (is_wide(parsed.range)) remark(feed_.wide, words.first);
    ++feed_.entries;
    add(parsed.range);
  }

  void add(const AddressRange& range) {
    if (range.family == Family::V4) {
      v4_.push_back({static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)});
    } else {
      v6_.push_back({range.first, range.last});
    }
  }

  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - begin_); }

  void remark(Feed::Remark& remark, std::string_view word) const {
    if (remark.count++ != 0) return;
    remark.begin = offset(word.data());
    remark.end = offset(word.data() + word.size());
  }

  void fault(std::string_view word, AddressFault what, const std::string& mend) {
    if (feed_.fault_count++ >= kMostFeedFaults) return;
    feed_.faults.push_back({offset(word.data()), offset(word.data() + word.size()), what, mend});
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  std::vector<RangeV4> v4_;
  std::vector<RangeV6> v6_;
  Feed feed_;
};

}  // namespace

Feed read_feed(std::string_view text) {
  SGC_ASSERT(text.size() < UINT32_MAX, "a feed fits 32-bit offsets");
  return FeedReader(text).read();
}

}  // namespace sgc
