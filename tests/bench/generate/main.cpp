// Writes what the generators make as policies and feeds that sgc reads:
//
//   sgc_generate filters STYLE RULES [v6] [mixed]   rules in the style of ClassBench: acl1 … acl5, fw1 … fw5, ipc1, ipc2
//   sgc_generate groups RULES [v6] [BLACKLIST]      groups × services; with blacklist.netset of so many entries before
//   sgc_generate stress NUMBER                      a policy that is hard on the analysis; without NUMBER their list
//   sgc_generate feed ENTRIES [PERCENT_V6]          a feed, to standard output
//
// Policies go to policy.sg in the working folder, and their feeds beside it. All seeds are fixed.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/generate/enterprise.h"
#include "tests/bench/generate/feed.h"
#include "tests/bench/generate/filter_set.h"
#include "tests/bench/generate/stress.h"

namespace sgc::generate {
namespace {

using Words = std::vector<std::string>;

bool has(const Words& words, const char* word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::size_t number(const Words& words, std::size_t at, std::size_t otherwise) {
  const unsigned long long read = at < words.size() ? std::strtoull(words[at].c_str(), nullptr, 10) : 0;
  return read == 0 ? otherwise : read;
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) std::fprintf(stderr, "sgc_generate: %s cannot be written\n", path.c_str());
  return static_cast<bool>(out);
}

int write_policy(const RuleSet& rules) {
  bool written = write("policy.sg", to_text(rules));
  for (const RuleSet::Feed& feed : rules.feeds) {
    written = written && write(feed.file, feed_text(rules.groups[feed.group]));
  }
  return written ? 0 : 1;
}

Family family_of(const Words& words) { return has(words, "v6") ? Family::V6 : Family::V4; }

int filters(const Words& words) {
  const auto styles = filter_styles();
  const auto style = std::find(styles.begin(), styles.end(), words.size() > 1 ? words[1] : "");
  if (style == styles.end()) {
    std::fprintf(stderr, "sgc_generate: the style is one of acl1 to acl5, fw1 to fw5, ipc1, ipc2\n");
    return 2;
  }
  return write_policy(make_filter_set({*style, number(words, 2, 1000), 1, family_of(words), has(words, "mixed")}));
}

int groups(const Words& words) {
  RuleSet rules = make_enterprise({number(words, 1, 1000), 1, family_of(words)});
  const std::size_t entries = number(words, words.size() - 1, 0);
  if (words.size() > 2 && entries > 0) {
    FeedOptions feed;
    feed.entries = entries;
    put_blacklist_first(rules, to_set(make_feed(feed)));
  }
  return write_policy(rules);
}

int stress(const Words& words) {
  const auto shapes = stress_shapes();
  const std::size_t chosen = number(words, 1, 0);
  if (chosen == 0 || chosen > shapes.size()) {
    for (std::size_t i = 0; i < shapes.size(); ++i) std::printf("%zu  %s\n", i + 1, std::string(shapes[i].name).c_str());
    return 0;
  }
  return write_policy(shapes[chosen - 1].make());
}

int feed(const Words& words) {
  FeedOptions options;
  options.entries = number(words, 1, options.entries);
  if (words.size() > 2) options.v6_percent = static_cast<unsigned>(std::strtoul(words[2].c_str(), nullptr, 10));
  const std::string text = to_text(make_feed(options));
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}

int run(const Words& words) {
  const std::string what = words.empty() ? "" : words[0];
  if (what == "filters") return filters(words);
  if (what == "groups") return groups(words);
  if (what == "stress") return stress(words);
  if (what == "feed") return feed(words);
  std::fprintf(stderr, "usage: sgc_generate filters STYLE RULES [v6] [mixed] | groups RULES [v6] [BLACKLIST] | "
                       "stress [NUMBER] | feed ENTRIES [PERCENT_V6]\n");
  return 2;
}

}  // namespace
}  // namespace sgc::generate

int main(int count, char** words) { return sgc::generate::run({words + 1, words + count}); }
