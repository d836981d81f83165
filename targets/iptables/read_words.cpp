#include "targets/iptables/read_words.h"

namespace sgc::iptables {

std::vector<std::string> words_of(const ReadLine& line) {
  std::vector<std::string> words;
  std::string word;
  bool inside = false;  // a word
  bool quoted = false;
  for (std::size_t i = 0; i < line.text.size(); ++i) {
    const char c = line.text[i];
    if (quoted && c == '\\' && i + 1 < line.text.size()) {
      word += line.text[++i];
    } else if (c == '"') {
      quoted = !quoted;
      inside = true;
    } else if (!quoted && (c == ' ' || c == '\t')) {
      if (inside) words.push_back(std::move(word));
      word.clear();
      inside = false;
    } else {
      word += c;
      inside = true;
    }
  }
  if (quoted) throw Unreadable(line.number, "a quotation does not end on its line");
  if (inside) words.push_back(std::move(word));
  return words;
}

}  // namespace sgc::iptables
