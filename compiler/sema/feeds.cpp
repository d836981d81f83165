#include "compiler/sema/feeds.h"

#include "compiler/sema/file_errors.h"

namespace sgc::sema {
namespace {

Span feed_span(FileId source, std::uint32_t begin, std::uint32_t end) { return {source, begin, end}; }

}  // namespace

FeedUse Feeds::use(const ast::FeedRef& reference, Span where, Context& context) {
  FeedUse use;
  use.addresses = context.intern(AddressSet{});

  const Read* const read = load(reference, where, use, context);
  if (read != nullptr) judge(*read, reference, where, use, context);
  return use;
}

const Feeds::Read* Feeds::load(const ast::FeedRef& reference, Span where, FeedUse& use, Context& context) {
  const LoadedFile loaded = context.loader.load_feed(reference.path.value, context.sources.name(where.file));
  if (loaded.status == LoadedFile::Status::Missing && reference.optional) {
    use.empty_by_choice = true;
    use.feed = missing(loaded, reference, where, context);
    return nullptr;
  }
  if (loaded.status != LoadedFile::Status::Ok) {
    report_file_error(loaded, reference.path, context);
    use.broken = true;
    return nullptr;
  }

  const auto known = by_identity_.find(loaded.identity);
  if (known != by_identity_.end()) return &known->second;
  return &by_identity_.emplace(loaded.identity, read(loaded, reference, where, context)).first->second;
}

ir::FeedId Feeds::missing(const LoadedFile& loaded, const ast::FeedRef& reference, Span where, Context& context) {
  const std::string& shown = loaded.shown_name.empty() ? reference.path.value : loaded.shown_name;
  const auto known = missing_.find(shown);
  if (known != missing_.end()) return known->second;

  ir::Feed entry;
  entry.path = reference.path.value;
  entry.file = shown;
  entry.addresses = context.intern(AddressSet{});
  entry.span = where;
  const ir::FeedId id{static_cast<std::uint32_t>(context.policy.feeds.size())};
  context.policy.feeds.push_back(std::move(entry));
  return missing_.emplace(shown, id).first->second;
}

Feeds::Read Feeds::read(const LoadedFile& loaded, const ast::FeedRef& reference, Span where, Context& context) {
  Read read;
  read.content = read_feed(loaded.buffer->text());

  const Feed& content = read.content;
  const bool to_be_shown = content.fault_count + content.host_bits.count + content.extra_words.count + content.wide.count > 0;
  if (to_be_shown) read.source = context.sources.add(loaded.shown_name, loaded.buffer);

  ir::Feed entry;
  entry.path = reference.path.value;
  entry.file = loaded.shown_name;
  entry.addresses = context.intern(std::move(read.content.addresses));
  entry.entries = content.entries;
  entry.span = where;
  read.feed = ir::FeedId{static_cast<std::uint32_t>(context.policy.feeds.size())};
  context.policy.feeds.push_back(std::move(entry));

  report_faults(read, context);
  report_remarks(read, context);
  return read;
}

void Feeds::report_faults(const Read& read, Context& context) const {
  const Feed& content = read.content;
  for (const FeedFault& fault : content.faults) {
    auto finding = diagnose(kind::FeedLine, feed_span(read.source, fault.begin, fault.end), describe(fault.fault));
    finding.help = fault.mend.empty() ? std::string(advice(fault.fault)) : fmt::format("did you mean {}?", fault.mend);
    context.sink.report(std::move(finding));
  }
  if (content.fault_count > content.faults.size()) {
    const FeedFault& last = content.faults.back();
    context.sink.report(diagnose(kind::FeedLinesMore, feed_span(read.source, last.end, last.end),
                                 content.fault_count - content.faults.size()));
  }
}

void Feeds::report_remarks(const Read& read, Context& context) const {
  const Feed& content = read.content;
  if (content.host_bits.count > 0) {
    context.sink.report(diagnose(kind::FeedHostBits, feed_span(read.source, content.host_bits.begin, content.host_bits.end),
                                 content.host_bits.count));
  }
  if (content.extra_words.count > 0) {
    context.sink.report(
        diagnose(kind::FeedExtraWords, feed_span(read.source, content.extra_words.begin, content.extra_words.end),
                 content.extra_words.count)
            .with_help("a feed holds one address, prefix or range a line; a hosts file is not a feed"));
  }
}

void Feeds::judge(const Read& read, const ast::FeedRef& reference, Span where, FeedUse& use, Context& context) const {
  const Feed& content = read.content;
  const ir::Feed& feed = context.policy.feeds[read.feed.index];
  use.feed = read.feed;
  use.addresses = feed.addresses;
  use.broken = content.fault_count > 0;
  if (use.broken) return;

  if (content.entries == 0 && reference.optional) {
    use.empty_by_choice = true;
    return;
  }
  const auto broken_by = [&](Diagnostic finding) {
    context.sink.report(std::move(finding));
    use.broken = true;
  };
  if (content.entries == 0) {
    broken_by(diagnose(kind::EmptyFeed, where, feed.file)
                  .with_help("if it may be empty, write `optional` after the path"));
  } else if (reference.min && content.entries < *reference.min) {
    broken_by(diagnose(kind::FeedBelowMin, where, feed.file, content.entries, *reference.min)
                  .with_help("was it cut short? if it is whole, lower `min`"));
  } else if (reference.max && content.entries > *reference.max) {
    broken_by(diagnose(kind::FeedAboveMax, where, feed.file, content.entries, *reference.max)
                  .with_help("if it has grown rightly, raise `max`"));
  }
  if (content.wide.count > 0 && !reference.wide) {
    broken_by(diagnose(kind::FeedWide, feed_span(read.source, content.wide.begin, content.wide.end), content.wide.count)
                  .with_note(where, "the feed is named here")
                  .with_help("if these lines are meant, write `wide` after the path"));
  }
}

}  // namespace sgc::sema
