// Floors, arrows only downward: every #include "…" of the compiler and its targets against the table of who
// may know whom. A room that is not in the table may include nothing, so that a new one has to be given its
// place here.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sgc {
namespace {

namespace fs = std::filesystem;

using Rooms = std::set<std::string, std::less<>>;

const Rooms kClouds = {"targets/tencent", "targets/aws", "targets/alibaba"};
const Rooms kHosts = {"targets/nftables", "targets/iptables", "targets/xdp"};

// What each room may include beside itself. The driver may include everything.
const std::map<std::string, Rooms, std::less<>>& may_include() {
  static const std::map<std::string, Rooms, std::less<>> table = {
      {"compiler/support", {}},
      {"compiler/net", {"compiler/support"}},
      {"compiler/std", {"compiler/support"}},
      {"compiler/diag", {"compiler/support"}},
      {"compiler/ast", {"compiler/support", "compiler/net"}},
      {"compiler/ir", {"compiler/support", "compiler/net"}},
      {"compiler/space", {"compiler/support", "compiler/net", "compiler/ir"}},
      {"compiler/frontend", {"grammar", "compiler/ast", "compiler/net", "compiler/diag", "compiler/support"}},
      {"compiler/sema",
       {"compiler/ast", "compiler/ir", "compiler/net", "compiler/std", "compiler/diag", "compiler/support"}},
      {"compiler/checks",
       {"compiler/space", "compiler/ir", "compiler/net", "compiler/diag", "compiler/support"}},
      {"targets",
       {"templates", "compiler/space", "compiler/ir", "compiler/net", "compiler/diag", "compiler/support"}},
  };
  return table;
}

// The room of a path from the root: "compiler/net", "targets/aws", "targets" for what all targets share.
std::string room_of(std::string_view path) {
  const std::size_t first = path.find('/');
  if (first == std::string_view::npos) return "";
  const std::string_view top = path.substr(0, first);
  if (top != "compiler" && top != "targets") return std::string(top);
  const std::size_t second = path.find('/', first + 1);
  return std::string(path.substr(0, second == std::string_view::npos ? first : second));
}

// Why this file may not include that one; nothing where it may. Both are paths from the root.
std::optional<std::string> why_not(std::string_view file, std::string_view included) {
  const std::string from = room_of(file);
  const std::string to = room_of(included);
  if (to.empty()) return "is not written from the root";
  if (from == to || from == "compiler/driver") return std::nullopt;

  const bool is_target = from.starts_with("targets/");
  if (is_target && to == "targets") return std::nullopt;
  if (kClouds.contains(from) && to == "targets/cloud") return std::nullopt;
  if (kHosts.contains(from) && to == "targets/host") return std::nullopt;
  if (file == "targets/registry.cpp" && to.starts_with("targets/")) return std::nullopt;

  const auto row = may_include().find(is_target ? "targets" : from);
  if (row == may_include().end()) return "is in a room without a row in the table";
  return row->second.contains(to) ? std::nullopt : std::optional<std::string>(from + " must not know " + to);
}

bool may_touch_the_world(std::string_view file) {
  const std::string room = room_of(file);
  return room == "compiler/driver" || room == "compiler/support";
}

// Why this file may not include that header of a library or of the system.
std::optional<std::string> why_not_library(std::string_view file, std::string_view header) {
  const std::string room = room_of(file);
  const auto begins = [header](std::string_view with) { return header.starts_with(with); };

  if (begins("antlr4") && room != "compiler/frontend") return "only the frontend knows ANTLR";
  const bool heavy = (begins("nlohmann/") && header != "nlohmann/json_fwd.hpp") || begins("CLI/");
  if (file.ends_with(".h") && heavy)
    return "heavy headers belong into .cpp files";
  const bool touches_world = begins("sys/") || header == "fstream" || header == "iostream" ||
                             header == "fcntl.h" || header == "unistd.h" || header == "ctime";
  if (touches_world && !may_touch_the_world(file)) return "only the driver opens files, prints, and reads the clock";
  return std::nullopt;
}

struct Include {
  std::string file;
  std::string header;
  bool quoted = false;
};

void read_includes(const fs::path& path, const std::string& name, std::vector<Include>& includes) {
  std::ifstream text(path);
  for (std::string line; std::getline(text, line);) {
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const std::size_t word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
    const std::size_t open = line.find_first_of("\"<", word + 7);
    const std::size_t close = open == std::string::npos ? open : line.find_first_of("\">", open + 1);
    if (close == std::string::npos) continue;
    includes.push_back({name, line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
}

// Every source of the compiler and its targets, by its path from the root.
std::vector<std::string> all_files() {
  std::vector<std::string> files;
  const fs::path root = SGC_SOURCE_DIR;
  for (const char* top : {"compiler", "targets"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp" && extension != ".def") continue;
      files.push_back(entry.path().lexically_relative(root).string());
    }
  }
  return files;
}

const std::vector<Include>& all_includes() {
  static const auto found = [] {
    std::vector<Include> includes;
    for (const std::string& file : all_files()) {
      read_includes(fs::path(SGC_SOURCE_DIR) / file, file, includes);
    }
    return includes;
  }();
  return found;
}

// What only rooms that may touch the world may say.
constexpr std::string_view kWorldly[] = {"std::cout", "std::cerr", "getenv(", "fopen(", "system_clock", "steady_clock"};

std::string text_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(fs::path(SGC_SOURCE_DIR) / file).rdbuf();
  return text.str();
}

TEST(Layering, EveryIncludeGoesDownward) {
  EXPECT_GT(all_includes().size(), 100U);
  for (const Include& include : all_includes()) {
    const auto why = include.quoted ? why_not(include.file, include.header)
                                    : why_not_library(include.file, include.header);
    EXPECT_FALSE(why) << include.file << " includes " << include.header << ": " << *why;
  }
}

TEST(Layering, EveryQuotedPathIsThereFromTheRoot) {
  for (const Include& include : all_includes()) {
    const bool generated = room_of(include.header) == "grammar";
    if (!include.quoted || generated) continue;
    EXPECT_TRUE(fs::exists(fs::path(SGC_SOURCE_DIR) / include.header))
        << include.file << " includes " << include.header;
  }
}

TEST(Layering, OnlyTheDriverTouchesTheWorld) {
  for (const std::string& file : all_files()) {
    if (may_touch_the_world(file)) continue;
    const std::string text = text_of(file);
    for (const std::string_view word : kWorldly) {
      EXPECT_EQ(text.find(word), std::string::npos) << file << " says " << word;
    }
  }
}

TEST(Layering, KnowsWhatIsForbidden) {
  EXPECT_TRUE(why_not("compiler/net/a.cpp", "compiler/diag/sink.h"));
  EXPECT_TRUE(why_not("compiler/ir/a.h", "compiler/space/packet_set.h"));
  EXPECT_TRUE(why_not("compiler/checks/a.cpp", "compiler/ast/ast.h"));
  EXPECT_TRUE(why_not("compiler/sema/a.cpp", "targets/target.h"));
  EXPECT_TRUE(why_not("compiler/diag/a.cpp", "compiler/net/address.h"));
  EXPECT_TRUE(why_not("targets/nftables/a.cpp", "targets/iptables/iptables.h"));
  EXPECT_TRUE(why_not("targets/nftables/a.cpp", "targets/cloud/plan.h"));
  EXPECT_TRUE(why_not("targets/aws/a.cpp", "targets/host/services.h"));
  EXPECT_TRUE(why_not("targets/aws/a.cpp", "compiler/sema/analyze.h"));
  EXPECT_TRUE(why_not("targets/capabilities.cpp", "targets/aws/aws.h"));
  EXPECT_TRUE(why_not("compiler/new_room/a.cpp", "compiler/support/span.h"));
  EXPECT_TRUE(why_not("compiler/net/a.cpp", "address.h"));
  EXPECT_TRUE(why_not("compiler/net/a.cpp", "../net/address.h"));
  EXPECT_TRUE(why_not_library("compiler/sema/a.cpp", "antlr4-runtime.h"));
  EXPECT_TRUE(why_not_library("compiler/diag/render.h", "nlohmann/json.hpp"));
  EXPECT_TRUE(why_not_library("compiler/checks/expiry.cpp", "ctime"));
  EXPECT_TRUE(why_not_library("targets/xdp/print.cpp", "fstream"));

  EXPECT_FALSE(why_not("targets/aws/a.cpp", "targets/cloud/plan.h"));
  EXPECT_FALSE(why_not("targets/aws/a.cpp", "targets/target.h"));
  EXPECT_FALSE(why_not("targets/registry.cpp", "targets/aws/aws.h"));
  EXPECT_FALSE(why_not("compiler/driver/main.cpp", "compiler/checks/all_checks.h"));
  EXPECT_FALSE(why_not_library("compiler/diag/render_json.cpp", "nlohmann/json.hpp"));
}

}  // namespace
}  // namespace sgc
