package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of features names tests that there are, and in each row one or says no. */
class FeaturesPageTest {
    private static final Path PAGE = Path.of("src/site/markdown/features.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    @Test
    void everyFeatureNamesTestsThatThereAre() throws IOException {
        List<String> classes;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            classes = files.map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
                    .toList();
        }
        List<String> rows = Files.readString(PAGE)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| feature"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(40);
        for (String row : rows) {
            List<String> cells = List.of(row.substring(2, row.length() - 2).split(" \\| ", -1));
            assertThat(cells.size()).as(row).isIn(2, 7);
            List<String> tests = TEST.matcher(cells.getLast())
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
            assertThat(tests).as(row).isNotEmpty();
            assertThat(classes).as(row).containsAll(tests);
        }
    }
}
