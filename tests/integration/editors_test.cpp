// What editors colour is what the compiler reads: every word of every sample, by Vim and by the TextMate
// grammar of VS Code, against the kind that the scanner gives it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "compiler/frontend/scanner.h"
#include "compiler/support/source_map.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;
using frontend::TokenKind;

const std::string kEditors = std::string(SGC_SOURCE_DIR) + "/grammar/editors";

// A place in a file, from 0, in bytes, and what stands there.
struct Word {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string text;
  std::string colour;  // as below
};

// The groups of words that both editors tell apart. Which keyword is in which group is for the editors to
// say.
std::string colour_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::Name:
    case TokenKind::IcmpType:
      return "name";
    case TokenKind::Number:
      return "number";
    case TokenKind::Date:
      return "date";
    case TokenKind::Address:
      return "address";
    case TokenKind::Slashed:
      return "slashed";
    case TokenKind::String:
      return "string";
    case TokenKind::Arrow:
      return "arrow";
    case TokenKind::FlagMin:
    case TokenKind::FlagMax:
    case TokenKind::FlagOptional:
    case TokenKind::FlagWide:
      return "flag";
    default:
      return frontend::is_reserved(kind) ? "reserved" : frontend::may_be_name(kind) ? "keyword" : "";
  }
}

// Every word of the text, and every comment's first character.
std::vector<Word> words_of(const std::string& text) {
  SourceMap sources;
  Sink sink;
  const FileId file = sources.add("policy.sg", text);
  frontend::Scanner scanner(file, sources.text(file), sink);

  std::vector<std::pair<std::size_t, std::string>> places;
  std::size_t end = 0;
  const auto note_comment = [&](std::size_t until) {
    const std::size_t comment = text.find('#', end);
    if (comment < until) places.emplace_back(comment, "comment");
  };
  for (auto token = scanner.next(); !token.is(TokenKind::End); token = scanner.next()) {
    note_comment(token.begin);
    if (const std::string colour = colour_of(token.kind); !colour.empty())
      places.emplace_back(token.begin, colour);
    end = token.end;
  }
  note_comment(text.size());

  std::vector<Word> words;
  for (const auto& [at, colour] : places) {
    const std::size_t line =
        static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    words.push_back({line, at - begin, text.substr(at, text.find_first_of(" \n\t", at) - at), colour});
  }
  return words;
}

// Samples, the reference's blocks, and what neither has.
std::map<std::string, std::string> policies() {
  std::map<std::string, std::string> texts;
  const fs::path samples = fs::path(SGC_SOURCE_DIR) / "samples";
  for (const auto& entry : fs::recursive_directory_iterator(samples)) {
    if (entry.path().extension() == ".sg")
      texts[entry.path().lexically_relative(samples).string()] = content(entry.path().string());
  }
  std::istringstream reference(content(std::string(SGC_SOURCE_DIR) + "/grammar/LANGUAGE.md"));
  std::string block;
  bool inside = false;
  for (std::string line; std::getline(reference, line);) {
    if (line == "```") inside = false;
    if (inside) block += line + "\n";
    if (line == "```sg") inside = true;
  }
  texts["LANGUAGE.md"] = block;
  texts["corners"] =
      "group min { max, wide optional }  # names, as no feed stands before\n"
      "group feeds { file \"a # b\" min 1 max 20 wide, min, file \"c\" optional # said\n  wide "
      "10.0.0.0-10.0.0.9 }\n"
      "service odd-80 { tcp 8000-8099, 9000 - 9001 sport 1024-65535 icmp 3/4 icmp 3 udp-tcp }\n"
      "group six { ::/0 ::1 fe80::1 2001:db8::-2001:db8::ff 2001:db8:1::/48 dead::beef }\n"
      "securitygroup from-here { members 10.0.0.1 inbound { allow all-of-it from any4 expires 2027-01-31 log "
      "} }\n"
      "target nftables { priority -10 bind log \"x\\\"y\" }\n";
  return texts;
}

void expect_colours(const std::vector<Word>& words, const std::vector<std::string>& got,
                    const std::map<std::string, std::string>& meaning, const std::string& file) {
  ASSERT_EQ(words.size(), got.size()) << file;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = meaning.find(got[i]);
    const std::string colour = found == meaning.end() ? "(" + got[i] + ")" : found->second;
    EXPECT_EQ(colour, words[i].colour)
        << fmt::format("{}:{}:{}: {}", file, words[i].line + 1, words[i].column + 1, words[i].text);
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Editors : public testing::Test {
 protected:
  bool missing(const std::string& program) { return work_.shell("command -v " + program).status != 0; }
  Workplace work_;
};

TEST_F(Editors, VimColoursWhatTheCompilerReads) {
  if (missing("vim")) GTEST_SKIP() << "vim is not installed";
  if (work_.shell("vim --version | grep -q '+syntax'").status != 0)
    GTEST_SKIP() << "this vim has no syntax colours";
  const std::map<std::string, std::string> meaning{
      {"sgpolicyName", "name"},         {"sgpolicyNumber", "number"},     {"sgpolicyDate", "date"},
      {"sgpolicyAddress", "address"},   {"sgpolicySlashed", "slashed"},   {"sgpolicyString", "string"},
      {"sgpolicyArrow", "arrow"},       {"sgpolicyFlag", "flag"},         {"sgpolicyComment", "comment"},
      {"sgpolicyVerdict", "reserved"},  {"sgpolicyRelation", "reserved"}, {"sgpolicyEverybody", "reserved"},
      {"sgpolicyProtocol", "reserved"}, {"sgpolicyKind", "keyword"},      {"sgpolicyInclude", "keyword"},
      {"sgpolicyPath", "string"},       {"sgpolicyCount", "number"},      {"sgpolicyFeedComment", "comment"},
      {"sgpolicyAssert", "keyword"},    {"sgpolicyStatement", "keyword"}};

  std::map<std::string, std::vector<Word>> wanted;
  std::string script = "let answers = []\n";
  int number = 0;
  for (const auto& [name, text] : policies()) {
    const std::string file = fmt::format("{}.sg", number++);
    work_.put(file, text);
    wanted[name] = words_of(text);
    script += "edit " + file + "\ncall add(answers, 'FILE ' . &filetype)\n";
    std::string places;
    for (const Word& word : wanted[name]) places += fmt::format("[{},{}],", word.line + 1, word.column + 1);
    script +=
        "for [l, c] in [" + places + "]\ncall add(answers, synIDattr(synID(l, c, 1), 'name'))\nendfor\n";
  }
  work_.put("script.vim", script + "call writefile(answers, 'answers')\nqall!\n");
  const ProgramResult run =
      work_.shell("vim -Nu NONE -i NONE -n -es -c 'set runtimepath^=" + kEditors +
                  "/vim' -c 'filetype plugin on' -c 'syntax on' -c 'source script.vim' </dev/null");
  ASSERT_TRUE(work_.has("answers")) << run.out << run.err;

  std::vector<std::vector<std::string>> answers;
  for (const std::string& line : lines_of(work_.read("answers"))) {
    if (line.starts_with("FILE ")) {
      EXPECT_EQ(line, "FILE sgpolicy");
      answers.emplace_back();
    } else {
      answers.back().push_back(line);
    }
  }
  ASSERT_EQ(answers.size(), wanted.size());
  std::size_t next = 0;
  for (const auto& [name, words] : wanted) expect_colours(words, answers[next++], meaning, name);
}

TEST_F(Editors, TheTextMateGrammarColoursWhatTheCompilerReads) {
  if (missing("python3")) GTEST_SKIP() << "python3 is not installed";
  const std::map<std::string, std::string> meaning{{"variable.other.name.sgpolicy", "name"},
                                                   {"constant.numeric.sgpolicy", "number"},
                                                   {"constant.other.date.sgpolicy", "date"},
                                                   {"constant.numeric.address.sgpolicy", "address"},
                                                   {"constant.numeric.icmp.sgpolicy", "slashed"},
                                                   {"string.quoted.double.sgpolicy", "string"},
                                                   {"keyword.operator.arrow.sgpolicy", "arrow"},
                                                   {"keyword.other.flag.sgpolicy", "flag"},
                                                   {"comment.line.number-sign.sgpolicy", "comment"},
                                                   {"keyword.control.verdict.sgpolicy", "reserved"},
                                                   {"keyword.other.relation.sgpolicy", "reserved"},
                                                   {"constant.language.everybody.sgpolicy", "reserved"},
                                                   {"support.type.protocol.sgpolicy", "reserved"},
                                                   {"keyword.control.sgpolicy", "keyword"},
                                                   {"storage.type.sgpolicy", "keyword"},
                                                   {"support.variable.statement.sgpolicy", "keyword"}};

  // All in one file: a program's start costs more than its work.
  std::string all;
  for (const auto& [name, text] : policies()) all += text + "\n";
  const std::vector<Word> words = words_of(all);
  std::string places;
  for (const Word& word : words) places += fmt::format("{} {}\n", word.line, word.column);
  work_.put("all.sg", all);
  const ProgramResult run = run_program({{"python3", SGC_SOURCE_DIR "/tests/integration/textmate.py",
                                          kEditors + "/vscode/syntaxes/sgpolicy.tmLanguage.json", "all.sg"},
                                         work_.path(),
                                         places,
                                         {}});
  ASSERT_EQ(run.status, 0) << run.err;
  expect_colours(words, lines_of(run.out), meaning, "all");
}

// Samples need not use every word: each keyword by itself, and no word that is none.
TEST_F(Editors, EveryKeywordIsOneInBothGrammars) {
  std::set<std::string> keywords;
  for (std::size_t kind = 0; kind < frontend::kTokenKinds; ++kind) {
    const std::string text(frontend::text_of(static_cast<TokenKind>(kind)));
    if (frontend::keyword_kind(text)) keywords.insert(text);
  }
  std::set<std::string> in_vim;
  for (const std::string& line : lines_of(content(kEditors + "/vim/syntax/sgpolicy.vim"))) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    std::string group;
    if (!(words >> first >> second >> group) || first != "syntax" || second != "keyword") continue;
    if (group == "sgpolicyTodo") continue;
    for (std::string word; words >> word;) {
      if (word.find('=') != std::string::npos || word.starts_with("skip")) continue;  // an option, no word
      EXPECT_TRUE(in_vim.insert(word).second) << word << " is there twice";
    }
  }
  EXPECT_EQ(in_vim, keywords);

  std::set<std::string> in_vscode;
  const auto grammar = nlohmann::json::parse(content(kEditors + "/vscode/syntaxes/sgpolicy.tmLanguage.json"));
  for (const auto& rule : grammar["patterns"]) {
    const std::string match = rule.value("match", "");
    const std::size_t begin = match.find("(?:");
    if (!match.starts_with("(?<![A-Za-z0-9_-])(?:")) continue;
    std::istringstream words(match.substr(begin + 3, match.find(')', begin) - begin - 3));
    for (std::string word; std::getline(words, word, '|');) in_vscode.insert(word);
  }
  EXPECT_EQ(in_vscode, keywords);
}

}  // namespace
}  // namespace sgc
