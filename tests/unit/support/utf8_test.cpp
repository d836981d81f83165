#include "compiler/support/utf8.h"

#include <gtest/gtest.h>

namespace sgc {
namespace {

bool is_surrogate(char32_t value) { return value >= 0xD800 && value <= 0xDFFF; }

TEST(Utf8, EveryCharacterIsReadAsItIsWritten) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    std::string text;
    append_utf8(text, value);
    const CodePoint read = decode_utf8(text + "x");
    ASSERT_EQ(read.valid, !is_surrogate(value)) << static_cast<std::uint32_t>(value);
    if (!read.valid) continue;
    ASSERT_EQ(static_cast<std::uint32_t>(read.value), static_cast<std::uint32_t>(value));
    ASSERT_EQ(read.length, text.size());
    ASSERT_EQ(read.length, value < 0x80 ? 1U : value < 0x800 ? 2U : value < 0x10000 ? 3U : 4U);
  }
}

TEST(Utf8, WhatBeginsNoCharacterIsOneByte) {
  for (const std::string_view text : {"\x80", "\xBF", "\xC0\xAF", "\xC1\x80", "\xC3", "\xC3x", "\xE0\x80\x80", "\xE2\x82", "\xE2\x82x",
                                      "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF0\x9F\x99", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    const CodePoint read = decode_utf8(text);
    EXPECT_FALSE(read.valid) << text;
    EXPECT_EQ(read.length, 1U) << text;
    EXPECT_EQ(static_cast<std::uint32_t>(read.value), 0xFFFDU) << text;
  }
}

TEST(Utf8, ACutLeavesNoPartOfACharacter) {
  const std::string_view text = "aä€🙂";  // 1, 2, 3 and 4 bytes
  const std::size_t whole[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t most = 0; most < std::size(whole); ++most) EXPECT_EQ(cut_to(text, most).size(), whole[most]) << most;
  EXPECT_EQ(cut_to("\x80\x80\x80", 2), "") << "that began no character either";
}

}  // namespace
}  // namespace sgc
