#include <gtest/gtest.h>

#include <sstream>

#include "compiler/diag/render.h"

namespace sgc {
namespace {

// A span of the first place where `word` stands in the file.
Span span_of(const SourceMap& sources, FileId file, std::string_view word) {
  const auto at = static_cast<std::uint32_t>(sources.text(file).find(word));
  return {file, at, at + static_cast<std::uint32_t>(word.size())};
}

Diagnostic error_at(const Span& where, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = 3006;
  diagnostic.where = where;
  diagnostic.message = std::move(message);
  return diagnostic;
}

std::string render(const SourceMap& sources, const Diagnostic& diagnostic, bool color = false) {
  return render_text({{&diagnostic, 1}, sources}, color);
}

TEST(RenderText, LooksAsTheCommandLineReferenceShows) {
  SourceMap sources;
  const std::string text = std::string(11, '\n') +
                           "    allow tcp 8080 from any\n\n"
                           "    deny tcp 8080 from bad-actors\n";
  const FileId file = sources.add("policy.sg", text);
  const Diagnostic diagnostic =
      error_at(span_of(sources, file, "deny tcp 8080 from bad-actors"),
               "this deny cannot take effect: an earlier allow takes every packet of it")
          .with_note(span_of(sources, file, "allow tcp 8080 from any"), "this one takes 100 % of it")
          .with_packet("tcp 198.51.100.66:40000 -> 10.0.1.5:8080 is allowed")
          .with_help("move line 14 above line 12, or make it a blacklist");

  EXPECT_EQ(render(sources, diagnostic),
            "policy.sg:14:5: error[SGC3006]: this deny cannot take effect: an earlier allow takes every "
            "packet of it\n"
            "   14 |     deny tcp 8080 from bad-actors\n"
            "      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "policy.sg:12:5: note: this one takes 100 % of it\n"
            "   12 |     allow tcp 8080 from any\n"
            "      |     ^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   = packet: tcp 198.51.100.66:40000 -> 10.0.1.5:8080 is allowed\n"
            "   = help: move line 14 above line 12, or make it a blacklist\n");
}

TEST(RenderText, WithoutAPlaceTheProgramSpeaks) {
  SourceMap sources;
  Diagnostic diagnostic = error_at({}, "no such file: policy.sg");
  diagnostic.code = 9001;
  diagnostic.severity = Severity::Warning;
  EXPECT_EQ(render(sources, diagnostic), "sgc: warning[SGC9001]: no such file: policy.sg\n");
}

TEST(RenderText, ANoteWithoutAPlaceIsARemark) {
  SourceMap sources;
  EXPECT_EQ(render(sources, error_at({}, "fact").with_note({}, "and another")),
            "sgc: error[SGC3006]: fact\n"
            "   = note: and another\n");
}

TEST(RenderText, LeavesOutWhatIsIgnored) {
  SourceMap sources;
  Diagnostic diagnostic = error_at({}, "fact");
  for (const Severity severity : {Severity::Ignored, Severity::Off}) {
    diagnostic.severity = severity;
    EXPECT_EQ(render(sources, diagnostic), "");
  }
}

TEST(RenderText, CaretsStandUnderTabsAndWideCharacters) {
  SourceMap sources;
  const FileId file = sources.add("p.sg",
                                  "\tgroup 办公室 { \xCC\x81"
                                  "10.0.0.1/8 } # ä\n");
  EXPECT_EQ(render(sources, error_at(span_of(sources, file, "10.0.0.1/8"), "x")),
            "p.sg:1:15: error[SGC3006]: x\n"
            "    1 |     group 办公室 { \xCC\x81"
            "10.0.0.1/8 } # ä\n"
            "      |                    ^^^^^^^^^^\n");
  EXPECT_EQ(render(sources, error_at(span_of(sources, file, "办公室"), "x")),
            "p.sg:1:8: error[SGC3006]: x\n"
            "    1 |     group 办公室 { \xCC\x81"
            "10.0.0.1/8 } # ä\n"
            "      |           ^^^^^^\n");
}

TEST(RenderText, ASpanOverSeveralLinesShowsItsFirst) {
  SourceMap sources;
  const FileId file = sources.add("p.sg", "group a {  \n  10.0.0.1\n}\n");
  EXPECT_EQ(render(sources, error_at({file, 0, 24}, "x")),
            "p.sg:1:1: error[SGC3006]: x\n"
            "    1 | group a {\n"
            "      | ^^^^^^^^^\n");
}

TEST(RenderText, APointBetweenTwoBytesHasOneCaret) {
  SourceMap sources;
  const FileId file = sources.add("p.sg", "abc\n");
  EXPECT_EQ(render(sources, error_at({file, 3, 3}, "x")),
            "p.sg:1:4: error[SGC3006]: x\n"
            "    1 | abc\n"
            "      |    ^\n");
  EXPECT_EQ(render(sources, error_at({file, 4, 4}, "x")),
            "p.sg:2:1: error[SGC3006]: x\n"
            "    2 |\n"
            "      | ^\n");
  const FileId empty = sources.add("empty.sg", "");
  EXPECT_EQ(render(sources, error_at({empty, 0, 0}, "x")),
            "empty.sg:1:1: error[SGC3006]: x\n"
            "    1 |\n"
            "      | ^\n");
}

TEST(RenderText, LineEndsOfWindowsDoNotShow) {
  SourceMap sources;
  const FileId file = sources.add("p.sg", "a\r\nbcd\r\n");
  EXPECT_EQ(render(sources, error_at({file, 3, 6}, "x")),
            "p.sg:2:1: error[SGC3006]: x\n"
            "    2 | bcd\n"
            "      | ^^^\n");
}

TEST(RenderText, LargeLineNumbersMoveTheGutter) {
  SourceMap sources;
  const FileId file = sources.add("p.sg", std::string(1'234'566, '\n') + "abc\n");
  EXPECT_EQ(render(sources, error_at(span_of(sources, file, "abc"), "x")),
            "p.sg:1234567:1: error[SGC3006]: x\n"
            "1234567 | abc\n"
            "        | ^^^\n");
}

TEST(RenderText, ALongLineIsCutAroundThePlace) {
  SourceMap sources;
  std::string line;
  for (int i = 0; i < 100'000; ++i) line += "ä, ";
  line += "HERE";
  for (int i = 0; i < 100'000; ++i) line += ", ö";
  const FileId file = sources.add("p.sg", line);

  std::istringstream shown(render(sources, error_at(span_of(sources, file, "HERE"), "x")));
  std::string headline, excerpt, carets;
  std::getline(shown, headline);
  std::getline(shown, excerpt);
  std::getline(shown, carets);
  EXPECT_LT(excerpt.size(), 250U);
  EXPECT_NE(excerpt.find("HERE"), std::string::npos);
  EXPECT_TRUE(excerpt.ends_with("…"));
  EXPECT_TRUE(excerpt.starts_with("    1 | …"));
  EXPECT_EQ(excerpt.find("\xEF\xBF\xBD"), std::string::npos) << "characters are not cut in two";
  EXPECT_TRUE(carets.ends_with("^^^^"));
  EXPECT_FALSE(carets.ends_with("^^^^^"));

  // A span that is longer than what is shown has carets as far as can be seen.
  const std::string all = render(sources, error_at({file, 0, static_cast<std::uint32_t>(line.size())}, "x"));
  EXPECT_LT(all.size(), 500U);
}

TEST(RenderText, NothingOfASourceReachesTheTerminalRaw) {
  SourceMap sources;
  const FileId file = sources.add("p\033[31m.sg", "allow \033]0;owned\007 from \xE2\x80\xAE any \xFF\n");
  const Diagnostic diagnostic = error_at({file, 6, 7}, "odd \033[2J\nword")
                                    .with_note({file, 0, 5}, "\x9B note")
                                    .with_packet("\x08")
                                    .with_help("\x7F");
  for (const bool color : {false, true}) {
    std::string shown = render(sources, diagnostic, color);
    if (color) {
      for (const std::string_view own : {"\033[1;31m", "\033[1;36m", "\033[1m", "\033[34m", "\033[0m"}) {
        for (std::size_t at = shown.find(own); at != std::string::npos; at = shown.find(own))
          shown.erase(at, own.size());
      }
    }
    for (const char byte : shown) {
      EXPECT_TRUE(byte == '\n' || static_cast<unsigned char>(byte) >= 0x20) << static_cast<int>(byte);
      EXPECT_NE(byte, '\x7F');
    }
    EXPECT_EQ(shown.find("\xE2\x80\xAE"), std::string::npos);
    EXPECT_EQ(shown.find('\xFF'), std::string::npos);
    EXPECT_NE(shown.find("<U+001B>"), std::string::npos);
  }
}

TEST(RenderText, ColorsOnlyWhenAsked) {
  SourceMap sources;
  const FileId file = sources.add("p.sg", "abc\n");
  const Diagnostic diagnostic = error_at({file, 0, 3}, "x").with_help("y");
  EXPECT_EQ(render(sources, diagnostic).find('\033'), std::string::npos);
  EXPECT_EQ(render(sources, diagnostic, true),
            "\033[1mp.sg:1:1:\033[0m \033[1;31merror[SGC3006]:\033[0m x\n"
            "\033[34m    1 |\033[0m abc\n"
            "\033[34m      |\033[0m \033[1;31m^^^\033[0m\n"
            "\033[34m   =\033[0m \033[1mhelp:\033[0m y\n");
}

}  // namespace
}  // namespace sgc
