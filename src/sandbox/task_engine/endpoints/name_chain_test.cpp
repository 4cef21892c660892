#include "sandbox/task_engine/endpoints/name_chain.h"

#include <gtest/gtest.h>
#include <map>

namespace eni::sandbox::task_engine::endpoints {
namespace {

using Outcome = NameLookup::Outcome;

class NameChain : public testing::Test {
 protected:
  void add(const std::string& name, RecordData data) {
    names_[name].outcome = Outcome::kExists;
    names_[name].records.push_back({std::move(data)});
  }
  NameLookup find(const std::string& name, RecordType type = RecordType::kA) {
    const auto one = [this](const std::string& asked) {
      ++asked_;
      const auto found = names_.find(asked);
      return found == names_.end() ? NameLookup{} : found->second;
    };
    return find_through(one, name, type);
  }
  /// "OWNER DATA; …"; the owner is "" where it is the question's.
  static std::string text(const NameLookup& lookup) {
    std::string all;
    for (const NameRecord& record : lookup.records) {
      all += (record.owner.empty() ? "" : name_text(record.owner)) + " ";
      const auto* canonical = std::get_if<CanonicalName>(&record.data);
      all += (canonical != nullptr ? canonical->name : vpc::to_text(std::get<vpc::Ipv4>(record.data))) + ";";
    }
    return all;
  }

  std::map<std::string, NameLookup> names_;
  std::size_t asked_ = 0;
};

TEST_F(NameChain, ANameWithoutOneIsItself) {
  add("a.local", vpc::Ipv4{0x0a000001});
  EXPECT_EQ(text(find("a.local")), " 10.0.0.1;");
  EXPECT_EQ(find("b.local").outcome, Outcome::kNotOurs);
}

TEST_F(NameChain, IsFollowedToItsEnd) {
  add("a.local", CanonicalName{"B.local."});
  add("b.local", CanonicalName{"c.local"});
  add("c.local", vpc::Ipv4{0x0a000001});
  const NameLookup lookup = find("a.local");
  EXPECT_EQ(lookup.outcome, Outcome::kExists);
  EXPECT_EQ(text(lookup), " B.local.;b.local c.local;c.local 10.0.0.1;");
  EXPECT_EQ(lookup.onward, "");
}

TEST_F(NameChain, IsNotFollowedForWhoAsksForIt) {
  add("a.local", CanonicalName{"b.local"});
  add("b.local", CanonicalName{"c.local"});
  EXPECT_EQ(text(find("a.local", RecordType::kCname)), " b.local;");
}

TEST_F(NameChain, EndsWithWhatOthersKnow) {
  add("a.local", CanonicalName{"b.local"});
  add("b.local", CanonicalName{"Example.com"});
  const NameLookup lookup = find("a.local");
  EXPECT_EQ(lookup.outcome, Outcome::kExists);
  EXPECT_EQ(text(lookup), " b.local;b.local Example.com;");
  EXPECT_EQ(lookup.onward, "example.com");
}

TEST_F(NameChain, EndsWithANameThatIsNot) {
  add("a.local", CanonicalName{"b.local"});
  names_["b.local"].outcome = Outcome::kNoSuchName;
  const NameLookup lookup = find("a.local");
  EXPECT_EQ(lookup.outcome, Outcome::kNoSuchName);
  EXPECT_EQ(text(lookup), " b.local;");
}

TEST_F(NameChain, ARoundIsLeft) {
  add("a.local", CanonicalName{"a.local"});
  EXPECT_EQ(find("a.local").records.size(), kMaxChain);
  EXPECT_EQ(asked_, kMaxChain);
}

TEST_F(NameChain, ANameThatIsNoneLeadsNowhere) {
  add("a.local", CanonicalName{"b..local"});
  EXPECT_EQ(text(find("a.local")), " b..local;");
}

}  // namespace
}  // namespace eni::sandbox::task_engine::endpoints
