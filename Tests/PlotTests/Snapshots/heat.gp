set terminal svg size 168,170 font 'Helvetica,Arial,sans-serif,14' noenhanced background rgb '#fdfdfc'
set encoding utf8
set border 3 linewidth 1 linecolor rgb '#7a8087'
set tics nomirror out scale 0.4 textcolor rgb '#2b2f33'
set grid linetype 1 linewidth 1 linecolor rgb '#e6e8ea'
set xtics offset 0, 0.3
unset key
set lmargin at screen 0.31357
set rmargin at screen 0.86119
set tmargin at screen 0.90588
set bmargin at screen 0.36471
set xrange [-0.5:1.5]
set yrange [1.5:-0.5]
unset border
unset grid
set xtics scale 0
set xtics ('0' 0.0, '1' 1.0)
set ytics scale 0
set ytics ('0' 0.0, '1' 1.0)
set label 'found' at graph 0.5, screen 0.10588 center front font ',14' textcolor rgb '#2b2f33'
set label 'true' at screen 0.10714, graph 0.5 center rotate by 90 front font ',14' textcolor rgb '#2b2f33'
set palette defined (0 '#2166ac', 1 '#92c5de', 2 '#ffffff', 3 '#f4a582', 4 '#b2182b')
set cbrange [-2.0:2.0]
unset colorbox
set label '1' at first 0, first 0 center front font ',12' textcolor rgb '#2b2f33'
set label '0.5' at first 1, first 0 center front font ',12' textcolor rgb '#2b2f33'
set label '-0.25' at first 0, first 1 center front font ',12' textcolor rgb '#2b2f33'
set label '2' at first 1, first 1 center front font ',12' textcolor rgb '#fdfdfc'
$cells << EOD
1.0 0.5
-0.25 2.0
EOD
plot \
  $cells matrix with image pixels
