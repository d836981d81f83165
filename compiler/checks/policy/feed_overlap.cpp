// SGC3032: a feed of a blacklist that adds next to nothing, because an earlier feed denies nearly all of it, for the same
// points, directions and services.
#include <algorithm>
#include <set>

#include "compiler/checks/all_checks.h"
#include "compiler/checks/lists/measure.h"
#include "compiler/diag/catalog.h"

namespace sgc::checks {
namespace {

// A feed where it stands in a blacklist.
struct ListedFeed {
  const ir::Blacklist* blacklist = nullptr;
  ir::FeedId feed;
  AddressSet denied;  // without what the blacklist excepts
};

std::vector<ListedFeed> listed_feeds(const ir::Policy& policy) {
  std::vector<ListedFeed> feeds;
  for (const ir::Blacklist& blacklist : policy.blacklists) {
    for (const ir::FeedId id : blacklist.feeds) {
      const AddressSet& all = policy.addresses(policy.feeds[id.index].addresses);
      feeds.push_back({&blacklist, id, intersect(all, policy.addresses(blacklist.who))});
    }
  }
  return feeds;
}

// Whether the one blacklist stands wherever the other does, for all of its services.
bool stands_wherever(const ir::Policy& policy, const ir::Blacklist& one, const ir::Blacklist& other) {
  return (one.inbound || !other.inbound) && (one.outbound || !other.outbound) &&
         std::includes(one.on.begin(), one.on.end(), other.on.begin(), other.on.end()) &&
         policy.service_set(one.services).contains(policy.service_set(other.services));
}

// Of each family that the feed has, this share is in the earlier one.
bool is_covered(const AddressSet& feed, const AddressSet& earlier, double share) {
  if (feed.empty() || !feed.overlaps(earlier)) return false;
  const AddressSet both = intersect(feed, earlier);
  return std::all_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
    return count_addresses(both, family) >= share * count_addresses(feed, family);
  });
}

// "11 of 12 IPv4 addresses", and IPv6 apart; its numbers are too large to be read.
std::string counts(const AddressSet& feed, const AddressSet& earlier) {
  const AddressSet both = intersect(feed, earlier);
  std::vector<std::string> parts;
  if (!feed.empty(Family::V4)) {
    parts.push_back(fmt::format("{} of {} IPv4 addresses", grouped(both.count_v4()), grouped(feed.count_v4())));
  }
  if (!feed.empty(Family::V6)) {
    parts.push_back(fmt::format("{} of its IPv6 addresses", percent(both.count_v6() / feed.count_v6())));
  }
  return enumerate(parts);
}

double least_share(const AddressSet& feed, const AddressSet& earlier) {
  const AddressSet both = intersect(feed, earlier);
  double least = 1;
  for (const Family family : kFamilies) {
    if (!feed.empty(family)) least = std::min(least, count_addresses(both, family) / count_addresses(feed, family));
  }
  return least;
}

}  // namespace

void check_feed_overlap(const Subject& subject, Sink& sink) {
  if (!sink.wants(kind::FeedOverlap) || subject.policy.blacklists.empty()) return;
  const ir::Policy& policy = subject.policy;
  const std::vector<ListedFeed> feeds = listed_feeds(policy);
  std::set<ir::FeedId> known;
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    const ListedFeed& feed = feeds[i];
    const bool again = !known.insert(feed.feed).second;  // the feed's own place is that of its first use
    const auto end = feeds.begin() + static_cast<std::ptrdiff_t>(i);
    const auto earlier = std::find_if(feeds.begin(), end, [&](const ListedFeed& other) {
      return stands_wherever(policy, *other.blacklist, *feed.blacklist) &&
             is_covered(feed.denied, other.denied, subject.options.nearly_covered);
    });
    if (earlier == end) continue;

    const ir::Feed& covering = policy.feeds[earlier->feed.index];
    Diagnostic finding = diagnose(kind::FeedOverlap, again ? feed.blacklist->span : policy.feeds[feed.feed.index].span,
                                  percent(least_share(feed.denied, earlier->denied)),
                                  fmt::format("'{}' of blacklist '{}'", covering.path, earlier->blacklist->name),
                                  counts(feed.denied, earlier->denied));
    if (again) {
      const ir::Feed& own = policy.feeds[feed.feed.index];
      finding.notes.push_back({own.span, fmt::format("the feed is '{}', first named here", own.path)});
    }
    finding.notes.push_back({covering.span, "that one is here"});
    sink.report(std::move(finding).with_help("leave it out if its source is the same"));
  }
}

}  // namespace sgc::checks
