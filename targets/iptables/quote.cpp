#include "targets/iptables/quote.h"

namespace sgc::iptables {
namespace {

host::WordForm form_of(Place place) {
  switch (place) {
    case Place::Comment: return {kMostCommentBytes, true, {}};
    case Place::LogPrefix: return {kMostPrefixBytes, false, {}};
    case Place::Remark: return {kMostRemarkBytes, true, {}};
  }
  return {};
}

}  // namespace

Quoted quote(std::string_view text, Place place) {
  Quoted quoted = host::plain_words(text, form_of(place));
  if (place != Place::Remark && quoted.text.starts_with('-')) {
    quoted.text[0] = '_';
    quoted.changed = true;
  }
  return quoted;
}

std::string in_quotation_marks(std::string_view words) {
  std::string quoted = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace sgc::iptables
