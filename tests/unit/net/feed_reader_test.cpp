#include "compiler/net/feed_reader.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace sgc {
namespace {

// What of the text a remark or a fault points at.
template <class Place>
std::string_view at(std::string_view text, const Place& place) {
  return text.substr(place.begin, place.end - place.begin);
}

std::string read_as_text(std::string_view text) {
  return to_string(read_feed(text).addresses, SIZE_MAX);
}

TEST(FeedReader, TakesAddressesPrefixesAndRangesOfBothFamilies) {
  const Feed feed = read_feed(
      "192.0.2.1\n"
      "198.51.100.0/24\n"
      "203.0.113.10-203.0.113.20\n"
      "2001:db8::1\n"
      "2001:db8:1::/48\n"
      "2001:db8:2::1-2001:db8:2::ff\n");
  EXPECT_EQ(to_string(feed.addresses),
            "192.0.2.1, 198.51.100.0/24, 203.0.113.10-203.0.113.20, 2001:db8::1, 2001:db8:1::/48, "
            "2001:db8:2::1-2001:db8:2::ff");
  EXPECT_EQ(feed.entries, 6U);
  EXPECT_EQ(feed.fault_count, 0U);
  EXPECT_EQ(feed.host_bits.count + feed.extra_words.count + feed.wide.count, 0U);
}

TEST(FeedReader, SkipsBlankLinesAndCommentsAnywhere) {
  const Feed feed = read_feed(
      "# a list\n"
      "\n"
      "   \t \n"
      "; another comment\n"
      "  \t# indented\n"
      "192.0.2.1 # after a blank\n"
      "192.0.2.2;at once\n"
      "192.0.2.3#at once\n"
      "192.0.2.4/32 ; SBL123\n"
      "2001:db8::1;x\n");
  EXPECT_EQ(to_string(feed.addresses), "192.0.2.1-192.0.2.4, 2001:db8::1");
  EXPECT_EQ(feed.entries, 5U);
  EXPECT_EQ(feed.fault_count, 0U);
  EXPECT_EQ(feed.extra_words.count, 0U);
}

TEST(FeedReader, TakesEveryKindOfLineEnd) {
  EXPECT_EQ(read_as_text("192.0.2.1\r\n192.0.2.0/32\r\n\r\n"), "192.0.2.0/31");
  EXPECT_EQ(read_as_text("192.0.2.1 \t\r\n192.0.2.0"), "192.0.2.0/31");
  EXPECT_EQ(read_as_text("192.0.2.1\r"), "192.0.2.1");
  EXPECT_EQ(read_as_text("192.0.2.0/24"), "192.0.2.0/24");
  EXPECT_EQ(read_as_text("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(read_as_text("  192.0.2.1  \n"), "192.0.2.1");
}

TEST(FeedReader, ALoneCarriageReturnEndsNoLine) {
  const Feed feed = read_feed("192.0.2.1\r192.0.2.2\r");
  EXPECT_EQ(feed.entries, 0U);
  EXPECT_EQ(feed.fault_count, 1U);
}

TEST(FeedReader, SkipsAByteOrderMarkAtTheBeginningOnly) {
  EXPECT_EQ(read_as_text("\xEF\xBB\xBF"
                         "192.0.2.1\n"),
            "192.0.2.1");
  EXPECT_EQ(read_as_text("\xEF\xBB\xBF"
                         "# comment\n2001:db8::1\n"),
            "2001:db8::1");
  EXPECT_EQ(read_feed("192.0.2.1\n\xEF\xBB\xBF"
                      "192.0.2.2\n")
                .fault_count,
            1U);
}

TEST(FeedReader, NothingGivesAnEmptyFeed) {
  for (const std::string_view text : {"", "\n", "\r\n", "# only a comment", "\xEF\xBB\xBF", " "}) {
    const Feed feed = read_feed(text);
    EXPECT_TRUE(feed.addresses.empty());
    EXPECT_EQ(feed.entries, 0U);
    EXPECT_EQ(feed.fault_count, 0U);
  }
}

TEST(FeedReader, CountsEntriesWithRepetitions) {
  const Feed feed = read_feed("192.0.2.1\n192.0.2.1\n192.0.2.0/24\n");
  EXPECT_EQ(feed.entries, 3U);
  EXPECT_EQ(feed.addresses.count_v4(), 256U);
}

TEST(FeedReader, ClearsBitsPastThePrefixAndRemarksTheFirst) {
  const std::string_view text = "192.0.2.0/24\n 10.1.2.3/16 # here\n10.2.0.1/16\n2001:db8::1/64\n";
  const Feed feed = read_feed(text);
  EXPECT_EQ(to_string(feed.addresses), "10.1.0.0-10.2.255.255, 192.0.2.0/24, 2001:db8::/64");
  EXPECT_EQ(feed.host_bits.count, 3U);
  EXPECT_EQ(at(text, feed.host_bits), "10.1.2.3/16");
  EXPECT_EQ(feed.entries, 4U);
}

TEST(FeedReader, RemarksWordsThatAreNoComment) {
  const std::string_view text = "127.0.0.1 localhost\n192.0.2.1\tads.example # x\n192.0.2.2 #ok\n";
  const Feed feed = read_feed(text);
  EXPECT_EQ(feed.extra_words.count, 2U);
  EXPECT_EQ(at(text, feed.extra_words), "localhost");
  EXPECT_EQ(feed.entries, 3U);
}

TEST(FeedReader, RemarksLinesWiderThanAnyFeedMeans) {
  const std::string_view text = "10.0.0.0/8\n2000::/19\n10.0.0.0-10.255.255.255\n0.0.0.0/7\n";
  const Feed feed = read_feed(text);
  EXPECT_EQ(feed.wide.count, 1U);
  EXPECT_EQ(at(text, feed.wide), "0.0.0.0/7");

  for (const std::string_view wide : {"0.0.0.0/0", "0.0.0.0/0 # all", "::/0", "2000::/18",
                                      "10.0.0.0-11.0.0.0", "2000::-2000:2000::", "0.0.0.0-255.255.255.255"}) {
    EXPECT_EQ(read_feed(wide).wide.count, 1U) << wide;
    EXPECT_EQ(read_feed(wide).entries, 1U) << wide;
  }
}

TEST(FeedReader, AFaultyLineAddsNothingAndSaysWhere) {
  const std::string_view text = "192.0.2.1\n  010.0.0.1 # octal?\n<html>\n10.0.0/8\n192.0.2.2\n";
  const Feed feed = read_feed(text);
  EXPECT_EQ(to_string(feed.addresses), "192.0.2.1-192.0.2.2");
  EXPECT_EQ(feed.entries, 2U);
  ASSERT_EQ(feed.faults.size(), 3U);
  EXPECT_EQ(feed.fault_count, 3U);
  EXPECT_EQ(at(text, feed.faults[0]), "010.0.0.1");
  EXPECT_EQ(feed.faults[0].fault, AddressFault::LeadingZero);
  EXPECT_EQ(feed.faults[0].mend, "10.0.0.1");
  EXPECT_EQ(at(text, feed.faults[1]), "<html>");
  EXPECT_EQ(feed.faults[1].fault, AddressFault::NotAnAddress);
  EXPECT_EQ(at(text, feed.faults[2]), "10.0.0/8");
  EXPECT_EQ(feed.faults[2].mend, "10.0.0.0/8");
}

TEST(FeedReader, FaultsOfTheFastLaneAreFaults) {
  for (const std::string_view line :
       {"192.0.2.01", "192.0.2.256", "192.0.2", "192.0.2.1.1", "192.0.2.1/33", "192.0.2.1/024", "192.0.2.1/",
        "192.0.2.1x", "192.0.2.1/32x", "1920.0.2.1", "192.0.2.1,", "192.0.2.1:80", "::ffff:192.0.2.1",
        "fe80::1%eth0", "192.0.2.9-192.0.2.1"}) {
    const Feed feed = read_feed(line);
    EXPECT_EQ(feed.fault_count, 1U) << line;
    EXPECT_TRUE(feed.addresses.empty()) << line;
  }
}

TEST(FeedReader, ARangeWithBlanksIsNotTakenForItsFirstAddress) {
  for (const std::string_view line :
       {"192.0.2.1 - 192.0.2.9", "192.0.2.1 -192.0.2.9 # x", "192.0.2.1 -\t192.0.2.9"}) {
    const Feed feed = read_feed(line);
    EXPECT_EQ(feed.entries, 0U) << line;
    ASSERT_EQ(feed.faults.size(), 1U) << line;
    EXPECT_EQ(feed.faults[0].mend, "192.0.2.1-192.0.2.9") << line;
  }
  EXPECT_EQ(read_feed("192.0.2.1 - a bad host").entries, 1U);
}

TEST(FeedReader, KeepsTheFirstFaultsAndCountsTheRest) {
  std::string text;
  for (int line = 0; line < 1000; ++line) text += "bad" + std::to_string(line) + "\n";
  const Feed feed = read_feed(text);
  EXPECT_EQ(feed.fault_count, 1000U);
  ASSERT_EQ(feed.faults.size(), kMostFeedFaults);
  EXPECT_EQ(at(text, feed.faults.back()), "bad19");
}

TEST(FeedReader, BinaryIsFaultyLinesAndNoMore) {
  std::string text = "192.0.2.1\n";
  text += '\0';
  text += "192.0.2.2\n192.0.2.3";
  text += '\0';
  const Feed feed = read_feed(text);
  EXPECT_EQ(feed.fault_count, 2U);
  EXPECT_EQ(to_string(feed.addresses), "192.0.2.1");

  std::mt19937 random(3);
  std::string noise(100'000, ' ');
  for (char& byte : noise) byte = static_cast<char>(random());
  EXPECT_GT(read_feed(noise).fault_count, 0U);
}

// The two lanes agree: whatever parse_address says of a line by itself, the reader says of it in a feed.
TEST(FeedReader, AgreesWithParseAddressOnEveryLine) {
  std::mt19937 random(5);
  const auto number = [&random](unsigned most) { return std::to_string(random() % (most + 1)); };
  constexpr std::string_view kSpoil = "0123456789./-:x% ";
  for (int round = 0; round < 100'000; ++round) {
    std::string line = number(260) + "." + number(9) + "." + number(99) + "." + number(255);
    if (random() % 2 == 0) line += "/" + number(34);
    if (random() % 3 == 0) line.insert(random() % (line.size() + 1), 1, kSpoil[random() % kSpoil.size()]);
    if (line.find(' ') != std::string::npos) continue;

    const ParsedAddress alone = parse_address(line);
    const Feed feed = read_feed(line + (random() % 2 == 0 ? "\n" : "\r\n"));
    const bool taken = alone.ok() || alone.fault == AddressFault::HostBits;
    ASSERT_EQ(feed.entries, taken ? 1U : 0U) << line;
    ASSERT_EQ(feed.fault_count, taken ? 0U : 1U) << line;
    ASSERT_EQ(feed.host_bits.count, alone.fault == AddressFault::HostBits ? 1U : 0U) << line;
    ASSERT_EQ(feed.addresses, taken ? AddressSet::of(alone.range) : AddressSet()) << line;
    ASSERT_TRUE(taken || feed.faults[0].fault == alone.fault) << line;
  }
}

}  // namespace
}  // namespace sgc
