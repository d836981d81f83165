// Nothing that a user wrote can end the place where it stands.
#include "targets/nftables/quote.h"

#include <gtest/gtest.h>

#include <string>

namespace sgc::nftables {
namespace {

std::string comment(std::string_view text) { return quote(text, Place::Comment).text; }
std::string prefix(std::string_view text) { return quote(text, Place::LogPrefix).text; }
std::string remark(std::string_view text) { return quote(text, Place::Remark).text; }

TEST(NftablesQuote, PlainWordsStayAsTheyAre) {
  for (const Place place : {Place::Comment, Place::LogPrefix, Place::Remark}) {
    const Quoted quoted = quote("web; } # */ %s \\ é 漢", place);
    EXPECT_EQ(quoted.text, "web; } # */ %s \\ é 漢");
    EXPECT_FALSE(quoted.changed);
  }
}

TEST(NftablesQuote, QuotationMarksCannotEndAString) {
  EXPECT_EQ(comment("a \"b\" c"), "a 'b' c");
  EXPECT_EQ(prefix("\""), "'");
  EXPECT_EQ(remark("a \"b\""), "a \"b\"");
  EXPECT_TRUE(quote("\"", Place::Comment).changed);
}

TEST(NftablesQuote, LineEndsAndControlCharactersBecomeBlanks) {
  EXPECT_EQ(comment("a\nb\r\tc\x1b[31m\x7f"), "a b  c [31m ");
  EXPECT_EQ(remark("a\nflush ruleset"), "a flush ruleset");
  EXPECT_EQ(remark(std::string_view("a\0b", 3)), "a b");
}

TEST(NftablesQuote, ADollarInALogPrefixIsNoVariable) {
  EXPECT_EQ(prefix("$5 ${x}"), "_5 _{x}");
  EXPECT_EQ(comment("$5"), "$5");
}

TEST(NftablesQuote, WhatMisleadsAReaderIsReplaced) {
  EXPECT_EQ(comment("a\u202Eb\u2066c\u200Bd\u2028e\u0085f"), "a?b?c?d?e?f");
}

TEST(NftablesQuote, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(comment("a\xFF\xC3"), "a??");
  EXPECT_EQ(comment("\xC0\xAF"), "??");          // not the shortest form
  EXPECT_EQ(comment("\xED\xA0\x80"), "???");     // a surrogate
  EXPECT_EQ(comment("\xF4\x90\x80\x80"), "????");  // past the last character
}

TEST(NftablesQuote, LongTextsAreCutBetweenCharacters) {
  const std::string cut = comment(std::string(200, 'a'));
  EXPECT_EQ(cut.size(), kMostCommentBytes);
  EXPECT_TRUE(cut.ends_with("…"));
  EXPECT_EQ(comment(std::string(kMostCommentBytes, 'a')), std::string(kMostCommentBytes, 'a'));
  EXPECT_EQ(prefix(std::string(200, 'a')), std::string(kMostPrefixBytes, 'a'));

  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "漢";
  EXPECT_EQ(prefix(wide), wide.substr(0, 126));
  EXPECT_EQ(comment(wide), wide.substr(0, 123) + "…");
}

TEST(NftablesQuote, NamesKeepWhatSetsMayBeCalled) {
  EXPECT_EQ(name_characters("feeds/a-b_c.netset"), "feeds/a-b_c.netset");
  EXPECT_EQ(name_characters("a b\"}é"), "a_b____");
}

}  // namespace
}  // namespace sgc::nftables
