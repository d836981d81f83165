// How people and other programs' tests have written addresses and prefixes: the test suites of Go and CPython, and
// published flaws of parsers. cidr_spellings.tsv holds each with what sgc makes of it: the address it means, or why it
// is refused and what is offered instead. inet_pton(3) is the other witness.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "compiler/net/feed_reader.h"
#include "compiler/net/parse_address.h"
#include "tests/unit/frontend/parsed.h"

namespace sgc {
namespace {

constexpr const char* kFile = SGC_SOURCE_DIR "/tests/unit/net/cidr_spellings.tsv";

struct Spelling {
  std::string text;    // without the quotes around it
  std::string answer;  // "is 10.0.0.0/8", or "refused: why | did you mean …?"
};

std::vector<Spelling> all_spellings() {
  std::vector<Spelling> spellings;
  std::ifstream file(kFile);
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.rfind('\t');
    spellings.push_back({line.substr(1, tab - 2), line.substr(tab + 1)});
  }
  return spellings;
}

std::string answer_to(std::string_view text) {
  const ParsedAddress parsed = parse_address(text);
  if (parsed.ok()) return "is " + to_string(parsed.range);
  std::string answer = fmt::format("refused: {}", describe(parsed.fault));
  if (!parsed.mend.empty()) answer += fmt::format(" | did you mean {}?", parsed.mend);
  return answer;
}

// What is accepted by the rules of the language, told by inet_pton and arithmetic on its bytes.
bool is_plain(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  unsigned char bytes[16] = {};
  const bool v4 = inet_pton(AF_INET, address.c_str(), bytes) == 1;
  if (!v4 && inet_pton(AF_INET6, address.c_str(), bytes) != 1) return false;

  const bool mapped = !v4 && std::all_of(bytes, bytes + 10, [](unsigned char b) { return b == 0; }) &&
                      bytes[10] == 0xFF && bytes[11] == 0xFF;
  if (slash == std::string_view::npos) return !mapped;

  const std::string length(text.substr(slash + 1));
  const bool digits = !length.empty() && length.size() < 4 &&
                      std::all_of(length.begin(), length.end(), [](char c) { return '0' <= c && c <= '9'; });
  if (!digits || (length.size() > 1 && length.front() == '0')) return false;
  const int bits = std::stoi(length);
  const int most = v4 ? 32 : 128;
  if (bits > most || mapped) return false;
  for (int bit = bits; bit < most; ++bit) {
    if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

TEST(CidrSpellings, AreAcceptedOrRefusedAsTheListSays) {
  const auto spellings = all_spellings();
  EXPECT_GT(spellings.size(), 250U);
  for (const Spelling& spelling : spellings) EXPECT_EQ(answer_to(spelling.text), spelling.answer) << spelling.text;

  if (std::getenv("SGC_UPDATE_GOLDENS") == nullptr) return;
  std::ofstream file(kFile);
  for (const Spelling& spelling : spellings) file << '"' << spelling.text << "\"\t" << answer_to(spelling.text) << "\n";
}

TEST(CidrSpellings, AreAcceptedAsInetPtonReadsThem) {
  for (const Spelling& spelling : all_spellings()) {
    EXPECT_EQ(parse_address(spelling.text).ok(), is_plain(spelling.text)) << spelling.text;
  }
}

TEST(CidrSpellings, MendsAreThemselvesAccepted) {
  for (const Spelling& spelling : all_spellings()) {
    const ParsedAddress parsed = parse_address(spelling.text);
    if (parsed.mend.empty()) continue;
    EXPECT_TRUE(parse_address(parsed.mend).ok()) << spelling.text << " -> " << parsed.mend;
  }
}

// In a policy white space parts words, and some characters begin other ones; but nothing is taken for an address that
// is none.
TEST(CidrSpellings, AreErrorsInAPolicyWhereTheyAreRefused) {
  for (const Spelling& spelling : all_spellings()) {
    if (spelling.text.find(' ') != std::string::npos || spelling.text.empty()) continue;
    const Parsed parsed("group g { " + spelling.text + " }\ngroup after { 10.0.0.300 }");
    const bool refused = !parse_address(spelling.text).ok();
    const bool is_name = !spelling.text.empty() && std::isalpha(static_cast<unsigned char>(spelling.text.front())) != 0 &&
                         spelling.text.find_first_of(".:/%") == std::string::npos;
    const auto codes = parsed.codes();
    EXPECT_EQ(codes.size() > 1, refused && !is_name) << spelling.text << "\n" << parsed.all_findings();
    EXPECT_EQ(codes.back(), 1083) << spelling.text << "\n" << parsed.all_findings();
  }
}

TEST(CidrSpellings, AreFaultsInAFeedWhereTheyAreRefused) {
  for (const Spelling& spelling : all_spellings()) {
    if (spelling.text.find_first_of(" ;#") != std::string::npos || spelling.text.empty()) continue;
    const Feed feed = read_feed(spelling.text + "\n");
    const ParsedAddress parsed = parse_address(spelling.text);
    const bool taken = parsed.ok() || parsed.fault == AddressFault::HostBits;
    EXPECT_EQ(feed.fault_count, taken ? 0U : 1U) << spelling.text;
    EXPECT_EQ(feed.host_bits.count, parsed.fault == AddressFault::HostBits ? 1U : 0U) << spelling.text;
  }
}

}  // namespace
}  // namespace sgc
