// Whatever a file holds: parse() ends, throws nothing, keeps its spans within the text, and takes time in proportion.
#include <gtest/gtest.h>

#include <random>

#include "compiler/frontend/scanner.h"
#include "tests/unit/frontend/sample_policy.h"
#include "tests/unit/frontend/tree_text.h"

namespace sgc {
namespace {

void expect_spans_within(const Parsed& parsed, std::size_t size) {
  for (const Diagnostic& d : parsed.sink.all()) {
    EXPECT_LE(d.where.begin, d.where.end);
    EXPECT_LE(d.where.end, size);
    EXPECT_FALSE(d.message.empty());
    for (const DiagnosticNote& note : d.notes) EXPECT_LE(note.where.end, size);
  }
}

// The words of a text, each on a line of its own: another layout of the same policy. A sign stays with its number.
std::string by_lines(std::string_view text) {
  Sink sink;
  frontend::Scanner scanner(FileId{0}, text, sink);
  std::string lines;
  for (auto token = scanner.next(); !token.is(frontend::TokenKind::End); token = scanner.next()) {
    lines.append(text.substr(token.begin, token.end - token.begin));
    if (!token.is(frontend::TokenKind::Dash)) lines.append("\n");
  }
  return lines;
}

TEST(Robustness, LayoutMeansNothing) {
  const Parsed parsed{std::string(kSamplePolicy)};
  std::string one_line(kSamplePolicy);
  std::replace(one_line.begin(), one_line.end(), '\n', ' ');
  EXPECT_EQ(tree_text(Parsed(by_lines(kSamplePolicy))), tree_text(parsed));
  EXPECT_EQ(tree_text(Parsed(one_line)), tree_text(parsed));
  EXPECT_EQ(tree_text(Parsed(replaced(std::string(kSamplePolicy), "\n", "\r\n\t"))), tree_text(parsed));
  EXPECT_EQ(tree_text(Parsed(replaced(std::string(kSamplePolicy), "\n", " # comment { } \"\n"))), tree_text(parsed));
}

TEST(Robustness, AnEmptyFileIsAPolicy) {
  for (const std::string text : {"", " ", "\n", "# only a comment", "\xEF\xBB\xBF", "\xEF\xBB\xBFgroup a { b }\r\n"}) {
    EXPECT_EQ(Parsed(text).all_findings(), "") << text;
  }
}

TEST(Robustness, WhatIsNotUtf8IsToldOnce) {
  const Parsed parsed("group a { b } # \xE9t\xE9 \xFF\ngroup c { 10.0.0.300 }\n# \xE9");
  EXPECT_EQ(parsed.codes(), (std::vector<DiagnosticCode>{1004, 1083})) << parsed.all_findings();
  EXPECT_EQ(Parsed(std::string("\xFF\xFEg\0r\0", 6)).codes(), (std::vector<DiagnosticCode>{1004}));
}

TEST(Robustness, NulBytesAreToldAndPassedOver) {
  const Parsed parsed(std::string("group a { b\0\0\0 }\ngroup c { 10.0.0.300 }", 39));
  EXPECT_EQ(parsed.codes(), (std::vector<DiagnosticCode>{1005, 1083})) << parsed.all_findings();
}

std::string times(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

// Each of these would take minutes where something is read again and again, or overflow the stack where it nests.
TEST(Robustness, HostileFilesEnd) {
  constexpr std::size_t kMany = 20000;
  const std::string texts[] = {
      times("{", kMany),
      times("}", kMany),
      "securitygroup x { " + times("inbound { ", kMany),
      times("group x ", kMany),
      times("group x\n", kMany),
      times("group a { x ", kMany),
      times("group ", kMany),
      "group x { " + times(",", kMany) + "}",
      "group x { " + times("10.0.0.1 ", kMany) + "}",
      "group x { " + times("a ", kMany) + "}",
      "securitygroup x { inbound { allow ssh from a" + times(", a", kMany) + " } }",
      "securitygroup x { inbound { allow ssh from a" + times(" a", kMany) + " } }",
      "securitygroup x {\n" + times("memebrs a\n", kMany) + "}",
      "securitygroup x { inbound {\n" + times("permit all from any\n", kMany) + "}}",
      "securitygroup x { inbound {\n" + times("allow all frm any\n", kMany) + "}}",
      "securitygroup x { inbound {\nallow all from any\n" + times("from foo\n", kMany) + "}}",
      "loadbalancer x {\n" + times("listner web http 80 -> b 80 from any\n", kMany) + "}",
      times("asert allow all from any to any\n", kMany),
      "service x { " + times("tcp 80 81 ", kMany) + "}",
      "securitygroup x { " + times("members ", kMany),
      "securitygroup x { tags { " + times("a ", kMany),
      "target x { " + times("a ", kMany),
      times("a", kMany) + " " + times("3", kMany) + " group x { " + times("10.", kMany) + " 3" + times("b", kMany),
      times("\"", kMany),
      times("\"\n", kMany),
      times("/*", kMany),
      times("(", kMany),
      times("group include \"x\" ", kMany),
      times("service assert deny ssh from any to web ", kMany),
      "target include \"x\"",
      "acl assert allow all from any to any",
      times("\xE2\x80\xAE", kMany),
  };
  for (const std::string& text : texts) {
    const Parsed parsed(text);
    const bool right = text.starts_with("group x { ") || text.find("from a, a") != std::string::npos;
    EXPECT_TRUE(parsed.sink.has_errors() || right) << text.substr(0, 60);
    expect_spans_within(parsed, text.size());
  }
}

TEST(Robustness, LongGroupsAreReadWhole) {
  constexpr std::size_t kElements = 100000;
  std::string text = "group g {\n";
  for (std::size_t i = 0; i < kElements; ++i) {
    text += "10." + std::to_string(i >> 16U) + "." + std::to_string((i >> 8U) & 255U) + "." + std::to_string(i & 255U) + (i % 3 == 0 ? ",\n" : " ");
  }
  const Parsed parsed(text + "}");
  EXPECT_EQ(parsed.all_findings(), "");
  EXPECT_EQ(parsed.get<ast::Group>(0).who.elements.size(), kElements);
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::string mutate(std::string text) {
    const std::size_t edits = 1 + below(4);
    for (std::size_t i = 0; i < edits && !text.empty(); ++i) edit(text);
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  void edit(std::string& text) {
    static constexpr std::string_view kBits[] = {"{", "}", "\"", ",", "->", "-", "\n", "#", " ", "\\", "/*", "=", "any", "10.0.0.0/8", "80",
                                                 "group ", "allow ", "from ", "except ", "file ", "icmp ", "include \"x\" ", "assert deny ", "\xC3\xA9", "\xFF", "\x01", "“"};
    const std::size_t at = below(text.size());
    const std::size_t length = std::min(below(30), text.size() - at);
    switch (below(5)) {
      case 0: text.erase(at, length); return;
      case 1: text.insert(at, text.substr(below(text.size()), length)); return;
      case 2: text[at] = static_cast<char>(below(256)); return;
      case 3: std::swap(text[at], text[below(text.size())]); return;
      default: text.insert(at, kBits[below(std::size(kBits))]); return;
    }
  }

  std::mt19937 random_;
};

TEST(Robustness, RandomEditsAreReadOrTold) {
  constexpr int kTexts = 4000;
  Mutator mutator(20260601);
  int without_errors = 0;
  for (int i = 0; i < kTexts; ++i) {
    const std::string text = mutator.mutate(std::string(kSamplePolicy));
    const Parsed parsed(text);
    expect_spans_within(parsed, text.size());
    const std::string tree = tree_text(parsed);
    if (parsed.sink.has_errors()) continue;

    ++without_errors;
    const Parsed again(by_lines(text));
    ASSERT_EQ(again.all_findings(), "") << text;
    ASSERT_EQ(tree_text(again), tree) << text;
  }
  EXPECT_GT(without_errors, kTexts / 50);
}

}  // namespace
}  // namespace sgc
