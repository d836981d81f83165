#include "compiler/net/parse_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace sgc {

void PrintTo(AddressFault fault, std::ostream* out) {
  *out << static_cast<int>(fault) << " (" << describe(fault) << ")";
}

namespace {

struct Accepted {
  std::string_view written;
  std::string_view means;
};

// Every form that the language takes, and the one text of what it means.
constexpr Accepted kAccepted[] = {
    {"0.0.0.0", "0.0.0.0"},
    {"192.0.2.1", "192.0.2.1"},
    {"255.255.255.255", "255.255.255.255"},
    {"0.0.0.0/0", "0.0.0.0/0"},
    {"10.0.0.0/8", "10.0.0.0/8"},
    {"192.0.2.0/24", "192.0.2.0/24"},
    {"192.0.2.1/32", "192.0.2.1"},
    {"128.0.0.0/1", "128.0.0.0/1"},
    {"192.0.2.10-192.0.2.20", "192.0.2.10-192.0.2.20"},
    {"192.0.2.0-192.0.2.255", "192.0.2.0/24"},
    {"192.0.2.1-192.0.2.1", "192.0.2.1"},
    {"0.0.0.0-255.255.255.255", "0.0.0.0/0"},
    {"::", "::"},
    {"::1", "::1"},
    {"::/0", "::/0"},
    {"1::", "1::"},
    {"2001:db8::1", "2001:db8::1"},
    {"2001:DB8::A", "2001:db8::a"},
    {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
    {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
    {"1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"},
    {"2001:db8::/32", "2001:db8::/32"},
    {"2001:db8::1/128", "2001:db8::1"},
    {"2001:db8::1-2001:db8::ff", "2001:db8::1-2001:db8::ff"},
    {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
    {"64:ff9b::/96", "64:ff9b::/96"},
    {"::192.0.2.1", "::c000:201"},
    {"1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"},
    {"1:2::ffff:192.0.2.1", "1:2::ffff:c000:201"},
    {"::ffff:0:192.0.2.1", "::ffff:0:c000:201"},
    {"::fffe:0:0/95", "::fffe:0:0/95"},
    {"fe80::/10", "fe80::/10"},
    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
};

TEST(ParseAddress, TakesEveryFormOfTheLanguage) {
  for (const auto& [written, means] : kAccepted) {
    const ParsedAddress parsed = parse_address(written);
    EXPECT_EQ(parsed.fault, AddressFault::None) << written;
    EXPECT_EQ(to_string(parsed.range), means) << written;
    EXPECT_EQ(parsed.mend, "") << written;
  }
}

struct Refused {
  std::string_view written;
  AddressFault fault;
  std::string_view mend;
};

using enum AddressFault;

constexpr Refused kRefused[] = {
    // Leading zeros.
    {"010.0.0.1", LeadingZero, "10.0.0.1"},
    {"10.0.0.01", LeadingZero, "10.0.0.1"},
    {"10.00.0.1", LeadingZero, "10.0.0.1"},
    {"192.168.001.000/24", LeadingZero, "192.168.1.0/24"},
    {"000001.00000002.00000003.000000004", LeadingZero, "1.2.3.4"},
    {"0300.0250.0214.0377", LeadingZero, ""},  // decimal 300 is no octet: it may well be octal
    {"010.0.0.1-10.0.0.9", LeadingZero, "10.0.0.1-10.0.0.9"},
    {"64:ff9b::192.0.02.33", LeadingZero, "64:ff9b::c000:221"},

    // Too few octets, or too many.
    {"10", FewOctets, ""},
    {"10.1", FewOctets, ""},
    {"127.0.1", FewOctets, ""},
    {"3232235777", FewOctets, ""},
    {"192.168.12345", FewOctets, ""},
    {"10/8", FewOctets, "10.0.0.0/8"},
    {"10.0.0/8", FewOctets, "10.0.0.0/8"},
    {"192.168/16", FewOctets, "192.168.0.0/16"},
    {"10.0.0.1-9", FewOctets, ""},
    {"1.2.3.4.5", NotAnAddress, ""},
    {"1.2.3.4.5.6.7.8/8", NotAnAddress, ""},

    // Octets out of range, or no octets.
    {"256.0.0.1", OctetTooLarge, ""},
    {"300.0.0.1/8", OctetTooLarge, ""},
    {"1.2.3.99999999999999999999", OctetTooLarge, ""},
    {"0xc0.0xa8.0x8c.0xff", NotAnAddress, ""},
    {"1.2.3.-4", NotAnAddress, ""},
    {"+1.2.3.4", NotAnAddress, ""},
    {"1..2.3", NotAnAddress, ""},
    {".1.2.3", NotAnAddress, ""},
    {"1.2.3.", NotAnAddress, ""},
    {"10.0.0.*", NotAnAddress, ""},
    {"1.2.3.4 ", NotAnAddress, ""},
    {" 1.2.3.4", NotAnAddress, ""},
    {"1,2,3,4", NotAnAddress, ""},
    {"example.com", NotAnAddress, ""},
    {"", NotAnAddress, ""},
    {"\xD9\xA1.2.3.4", NotAnAddress, ""},  // an Arabic digit one
    {std::string_view("1.2.3.4\0", 8), NotAnAddress, ""},

    // Lengths of prefixes.
    {"10.0.0.0/33", PrefixTooLong, ""},
    {"10.0.0.0/999999999999", PrefixTooLong, ""},
    {"2001:db8::/129", PrefixTooLong, ""},
    {"10.0.0.0/", PrefixNotDecimal, ""},
    {"10.0.0.0/08", PrefixNotDecimal, "10.0.0.0/8"},
    {"10.0.0.0/00", PrefixNotDecimal, "0.0.0.0/0"},
    {"10.0.0.0/0x8", PrefixNotDecimal, ""},
    {"10.0.0.0/+8", PrefixNotDecimal, "10.0.0.0/8"},
    {"10.0.0.0/-8", PrefixNotDecimal, ""},
    {"10.0.0.0/8/8", PrefixNotDecimal, ""},
    {"10.0.0.0/ 8", PrefixNotDecimal, "10.0.0.0/8"},
    {"192.0.2.0/255.255.255.0", PrefixNotDecimal, "192.0.2.0/24"},
    {"192.0.2.0/255.255.255.255", PrefixNotDecimal, "192.0.2.0/32"},
    {"192.0.2.0/0.0.0.255", PrefixNotDecimal, "192.0.2.0/24"},
    {"192.0.2.0/0.0.0.0", PrefixNotDecimal, ""},
    {"192.0.2.0/255.0.255.0", PrefixNotDecimal, ""},
    {"2001:db8::/::1", PrefixNotDecimal, ""},
    {"2001:db8::/ffff:ffff::", PrefixNotDecimal, "2001:db8::/32"},

    // Bits past the prefix.
    {"10.0.0.1/8", HostBits, "10.0.0.0/8"},
    {"10.0.0.1/0", HostBits, "0.0.0.0/0"},
    {"10.0.0.1/31", HostBits, "10.0.0.0/31"},
    {"2001:db8::1/64", HostBits, "2001:db8::/64"},

    // Ranges.
    {"10.0.0.9-10.0.0.1", ReversedRange, "10.0.0.1-10.0.0.9"},
    {"10.0.0.255-10.0.0.0", ReversedRange, "10.0.0.0-10.0.0.255"},
    {"2001:db8::ff-2001:db8::1", ReversedRange, "2001:db8::1-2001:db8::ff"},
    {"10.0.0.1-2001:db8::1", MixedFamilies, ""},
    {"::1-10.0.0.1", MixedFamilies, ""},
    {"10.0.0.1 - 10.0.0.9", NotAnAddress, ""},
    {"10.0.0.0/24-10.0.1.0/24", NotAnAddress, ""},
    {"10.0.0.0-10.0.1.0/24", NotAnAddress, ""},
    {"10.0.0.1-", NotAnAddress, ""},
    {"-10.0.0.1", NotAnAddress, ""},
    {"3ffe::-1", NotAnAddress, ""},
    {"10.0.0.1-10.0.0.2-10.0.0.3", NotAnAddress, ""},

    // IPv6 forms.
    {"1:2:3:4::5:6:7:8", NotAnAddress, ""},  // "::" stands for nothing
    {"1:2:3:4:5:6:7:8::", NotAnAddress, ""},
    {"::1:2:3:4:5:6:7:8", NotAnAddress, ""},
    {"1:2:3:4:5:6:7", NotAnAddress, ""},
    {"1:2:3:4:5:6:7:8:9", NotAnAddress, ""},
    {"1::2::3", NotAnAddress, ""},
    {":::", NotAnAddress, ""},
    {":", NotAnAddress, ""},
    {":1", NotAnAddress, ""},
    {"1:", NotAnAddress, ""},
    {":1:2:3:4:5:6:7:8", NotAnAddress, ""},
    {"1:2:3:4:5:6:7:8:", NotAnAddress, ""},
    {"fe801::1", NotAnAddress, ""},
    {"00001::1", NotAnAddress, ""},
    {"2001:db8::g", NotAnAddress, ""},
    {"1x2:3:4:5:6:7:8", NotAnAddress, ""},
    {"1:2:3:4:5:6:7 8", NotAnAddress, ""},
    {"2001:db8::1 ", NotAnAddress, ""},
    {" ::1", NotAnAddress, ""},
    {"::1\n", NotAnAddress, ""},
    {"::1.2.3", FewOctets, ""},
    {"::1.2.3.256", OctetTooLarge, ""},
    {"1.2.3.4::", NotAnAddress, ""},
    {"::1.2.3.4:5", NotAnAddress, ""},
    {"1:2:3:4:5:6:7:1.2.3.4", NotAnAddress, ""},
    {"[2001:db8::1]", NotAnAddress, "2001:db8::1"},

    // Zones.
    {"fe80::1%eth0", ZoneId, "fe80::1"},
    {"fe80::1%", ZoneId, "fe80::1"},
    {"fe80::%eth0/10", ZoneId, "fe80::/10"},
    {"192.0.2.1%eth0", ZoneId, "192.0.2.1"},
    {"bad%eth0", NotAnAddress, ""},

    // IPv4-mapped, however it is spelled.
    {"::ffff:192.0.2.1", MappedAddress, "192.0.2.1"},
    {"::FFFF:192.0.2.1", MappedAddress, "192.0.2.1"},
    {"::ffff:c000:201", MappedAddress, "192.0.2.1"},
    {"0:0:0:0:0:ffff:c000:0201", MappedAddress, "192.0.2.1"},
    {"::ffff:192.0.2.0/120", MappedAddress, "192.0.2.0/24"},
    {"::ffff:0:0/96", MappedAddress, "0.0.0.0/0"},
    {"::ffff:192.0.2.0/64", MappedAddress, ""},
    {"::ffff:192.0.2.1-::ffff:192.0.2.9", MappedAddress, "192.0.2.1-192.0.2.9"},
    {"::1-::ffff:192.0.2.9", MappedAddress, ""},
};

TEST(ParseAddress, RefusesWhatOtherToolsReadInTwoWaysAndSaysWhatToWrite) {
  for (const auto& [written, fault, mend] : kRefused) {
    const ParsedAddress parsed = parse_address(written);
    EXPECT_EQ(parsed.fault, fault) << written;
    EXPECT_EQ(parsed.mend, mend) << written;
  }
}

TEST(ParseAddress, HostBitsComeWithThePrefix) {
  EXPECT_EQ(to_string(parse_address("10.1.2.3/8").range), "10.0.0.0/8");
  EXPECT_EQ(to_string(parse_address("2001:db8::1/32").range), "2001:db8::/32");
}

TEST(ParseAddress, EveryFaultHasASentence) {
  for (const Refused& refused : kRefused) EXPECT_FALSE(describe(refused.fault).empty());
}

TEST(ParseSingleAddress, TakesOneAddressOnly) {
  EXPECT_TRUE(parse_single_address("192.0.2.1").ok());
  EXPECT_TRUE(parse_single_address("2001:db8::1").ok());
  EXPECT_EQ(parse_single_address("192.0.2.0/24").fault, NotAnAddress);
  EXPECT_EQ(parse_single_address("192.0.2.1/32").fault, NotAnAddress);
  EXPECT_EQ(parse_single_address("192.0.2.1-192.0.2.2").fault, NotAnAddress);
  EXPECT_EQ(parse_single_address("010.0.0.1").fault, LeadingZero);
}

// inet_pton(3) is strict too: a single address is taken if and only if it takes it, the IPv4-mapped ones
// apart.
TEST(ParseAddress, AgreesWithTheSystemOnSingleAddresses) {
  constexpr std::string_view kSeeds[] = {
      "64:ff9b::192.0.2.33", "::1",     "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:7:8", "1::",
      "1:2:3::5:6:7:8",      "::",      "1:2:3:4:5:6:7::",       "FE80::abcd",      "192.0.2.1",
      "255.255.255.255",     "0.0.0.0", "::ffff:192.0.2.1"};
  constexpr std::string_view kBytes = "0123456789abcdfABFg:.x ";
  std::mt19937 random(19);
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text(kSeeds[random() % std::size(kSeeds)]);
    for (auto edits = random() % 4; edits != 0; --edits) {
      const std::size_t at = random() % (text.size() + 1);
      const char byte = kBytes[random() % kBytes.size()];
      if (random() % 2 == 0 || at == text.size()) {
        text.insert(at, 1, byte);
      } else {
        text.erase(at, 1);
      }
    }

    in_addr v4{};
    in6_addr v6{};
    const bool is_v4 = ::inet_pton(AF_INET, text.c_str(), &v4) == 1;
    const bool is_v6 = ::inet_pton(AF_INET6, text.c_str(), &v6) == 1;
    const bool mapped = is_v6 && IN6_IS_ADDR_V4MAPPED(&v6);
    const ParsedAddress parsed = parse_address(text);
    ASSERT_EQ(parsed.ok(), is_v4 || (is_v6 && !mapped)) << text;
    ASSERT_EQ(parsed.fault == MappedAddress, mapped) << text;
    if (!parsed.ok()) continue;

    ++accepted;
    u128 value = 0;
    for (const std::uint8_t byte : v6.s6_addr) value = value << 8U | byte;
    ASSERT_EQ(parsed.range.family, is_v4 ? Family::V4 : Family::V6) << text;
    ASSERT_TRUE(parsed.range.first == (is_v4 ? u128{ntohl(v4.s_addr)} : value)) << text;
  }
  EXPECT_GT(accepted, 10'000);
}

// Whatever is written, a mend is something that is taken, and what is taken reads back as itself.
TEST(ParseAddress, MendsAreAcceptedAndAcceptedTextsReadBack) {
  std::mt19937 random(7);
  std::vector<std::string> seeds;
  for (const Accepted& row : kAccepted) seeds.emplace_back(row.written);
  for (const Refused& row : kRefused) seeds.emplace_back(row.written);
  constexpr std::string_view kBytes = "0123456789abcdfABF:.-/%[]x +";

  int mends = 0;
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text = seeds[random() % seeds.size()];
    for (auto edits = random() % 3; edits != 0; --edits) {
      const std::size_t at = random() % (text.size() + 1);
      const char byte = kBytes[random() % kBytes.size()];
      if (random() % 2 == 0 || at == text.size()) {
        text.insert(at, 1, byte);
      } else {
        text.erase(at, 1);
      }
    }
    const ParsedAddress parsed = parse_address(text);
    if (parsed.ok()) {
      ++accepted;
      ASSERT_LE(parsed.range.first, parsed.range.last) << text;
      ASSERT_EQ(parse_address(to_string(parsed.range)).range, parsed.range) << text;
    }
    if (!parsed.mend.empty()) {
      ++mends;
      ASSERT_TRUE(parse_address(parsed.mend).ok()) << text << " -> " << parsed.mend;
    }
  }
  EXPECT_GT(mends, 1000);
  EXPECT_GT(accepted, 1000);
}

TEST(ParseAddress, LongTextsAreRefusedInLinearTimeAndSpace) {
  constexpr std::size_t kLong = 1'000'000;
  for (const char byte : {'1', ':', '.', '[', '%', '/', '-', 'f'}) {
    EXPECT_FALSE(parse_address(std::string(kLong, byte)).ok()) << byte;
  }
  EXPECT_FALSE(parse_address(std::string(kLong, '[') + std::string(kLong, ']')).ok());
  EXPECT_FALSE(parse_address("::" + std::string(kLong, '0')).ok());
}

}  // namespace
}  // namespace sgc
