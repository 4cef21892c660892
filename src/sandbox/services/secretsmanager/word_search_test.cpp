#include "sandbox/services/secretsmanager/word_search.h"

#include <gtest/gtest.h>
#include <string>

namespace eni::sandbox::secrets_manager {
namespace {

TEST(WordSearch, FindsWordsWithinWordsAndOneWithinTheOther) {
  const std::string text = "ushers\nabcab\n";
  const std::vector<std::string> words = {"",     "he",  "she",   "hers", "his",  "us",  "shers", "ushers",
                                          "sher", "abc", "bcabc", "cab",  "bcab", "sab", "s\na",  "b\n"};
  WordSearch search;
  std::vector<WordSearch::Word> numbers;
  for (const std::string& word : words) numbers.push_back(search.add(word));
  EXPECT_EQ(search.add("she"), numbers[2]);
  search.prepare();
  const auto found = search.search(text);
  for (std::size_t i = 0; i < words.size(); ++i)
    EXPECT_EQ(found[numbers[i]], text.find(words[i]) != std::string::npos) << words[i];
}

TEST(WordSearch, OfNoWordsFindsNone) {
  WordSearch search;
  search.prepare();
  EXPECT_EQ(search.search("text").size(), 1U);
}

}  // namespace
}  // namespace eni::sandbox::secrets_manager
