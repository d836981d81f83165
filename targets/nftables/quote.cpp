#include "targets/nftables/quote.h"

#include <algorithm>

namespace sgc::nftables {
namespace {

constexpr host::Exchange kNoQuotes[] = {{'"', '\''}};
constexpr host::Exchange kNoQuotesNorVariables[] = {{'"', '\''}, {'$', '_'}};

host::WordForm form_of(Place place) {
  switch (place) {
    case Place::Comment: return {kMostCommentBytes, true, kNoQuotes};
    case Place::LogPrefix: return {kMostPrefixBytes, false, kNoQuotesNorVariables};
    case Place::Remark: return {kMostRemarkBytes, true, {}};
  }
  return {};
}

}  // namespace

Quoted quote(std::string_view text, Place place) { return host::plain_words(text, form_of(place)); }

std::string name_characters(std::string_view text) {
  std::string name(text);
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return !letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.' && c != '/';
      },
      '_');
  return name;
}

}  // namespace sgc::nftables
