#include "compiler/diag/printable.h"

#include <gtest/gtest.h>

namespace sgc {
namespace {

std::size_t columns(std::string_view text) {
  PrintableLine line;
  line.add(text);
  return line.columns();
}

TEST(Printable, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(printable("deny tcp 80 from «büro»"), "deny tcp 80 from «büro»");
  EXPECT_EQ(printable("允许 🙂"), "允许 🙂");
}

TEST(Printable, SpellsWhatMovesTheCursorOrTurnsTheText) {
  EXPECT_EQ(printable("\033[2Jgone"), "<U+001B>[2Jgone");
  EXPECT_EQ(printable("a\rb\nc\x7F"
                      "d"),
            "a<U+000D>b<U+000A>c<U+007F>d");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a<U+0000>b");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "<U+009B>31m");
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "nosj"),
            "<U+202E>nosj");
  EXPECT_EQ(printable("\xE2\x81\xA6x\xEF\xBB\xBF"), "<U+2066>x<U+FEFF>");
}

TEST(Printable, ReplacesWhatIsNotUtf8ByteByByte) {
  EXPECT_EQ(printable("a\xFF"
                      "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(printable("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
  EXPECT_EQ(printable("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // cut off
  EXPECT_EQ(printable("\xF4\x90\x80\x80").size(), 12U);                          // beyond U+10FFFF
}

TEST(Printable, EveryCharacterComesBackAsItself) {
  for (const std::string_view character :
       {"\x7E", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBD"}) {
    EXPECT_EQ(printable(character), character);
  }
}

TEST(Printable, CountsColumnsAsATerminalDoes) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("äöü"), 3U);
  EXPECT_EQ(columns("允许"), 4U);
  EXPECT_EQ(columns("e\xCC\x81"), 1U);  // a combining accent
  EXPECT_EQ(columns("🙂"), 2U);
  EXPECT_EQ(columns("\t"), 4U);
  EXPECT_EQ(columns("ab\tc"), 5U);
  EXPECT_EQ(columns("\033"), 8U);
}

}  // namespace
}  // namespace sgc
